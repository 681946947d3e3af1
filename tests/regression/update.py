"""Write the baselines anew: `make baselines`. Read the difference before committing it, and say why it moved."""

import json

from tests.regression.headline import BASELINES, SCENARIOS, headline

if __name__ == "__main__":
    found = {name: headline(name) for name in SCENARIOS}
    BASELINES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
