"""Writes the Parquet file that ROAPI serves: python words.py FILE"""

import sys

import pyarrow as pa
import pyarrow.parquet

table = pa.table({"id": pa.array(range(1000), pa.int64()), "word": [f"word {at % 10}" for at in range(1000)]})
pyarrow.parquet.write_table(table, sys.argv[1])
