"""What the law states, as dated and sourced data. The packs beside this file hold it; no country in Python."""
