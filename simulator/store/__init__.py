"""What is kept: runs by their content, and comparisons with their records, in a database.

SQLite by default, one file in the user's data folder; PostgreSQL where `LEADSIM_STORE` is the address of one, with
any number of writers. What has been kept is on disk: killing anything at any time loses at most the run in hand.
"""

from simulator.store.database import default_location
from simulator.store.store import Lives, Size, Store

__all__ = ["Lives", "Size", "Store", "default_location"]
