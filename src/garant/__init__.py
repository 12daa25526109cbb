"""Garant keeps an organisation's word about people's data.

The law states. The rules decide. The stores hold people's data. The ledger remembers. Actions do. Faces show.
"""

__version__ = "0.1.0"
