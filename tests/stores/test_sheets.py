"""The contract on folders of CSV files, as Excel in France and as a program writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stores.contract import Contract
from tests.stores.sheet_grounds import EXCEL, PROGRAM, CsvGround, XlsxGround


class TestCsvOfExcel(Contract):
    @pytest.fixture
    def ground(self, tmp_path: Path) -> CsvGround:
        return CsvGround(tmp_path, EXCEL)


class TestCsvOfAProgram(Contract):
    @pytest.fixture
    def ground(self, tmp_path: Path) -> CsvGround:
        return CsvGround(tmp_path, PROGRAM)


class TestXlsx(Contract):
    @pytest.fixture
    def ground(self, tmp_path: Path) -> XlsxGround:
        return XlsxGround(tmp_path)
