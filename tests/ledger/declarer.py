"""One of two people who declare at once. Arguments: instance folder, who ("names" or "takes"), rounds, start, pace.

In round N the first adds an activity that gives data to the recipient rN, the second takes that recipient out.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from garant.actions import access, applying, register
from garant.actions.instance import Instance, open_instance
from garant.errors import RegisterError
from garant.rules.processing import Processing, Purpose


def activity(number: int) -> Processing:
    purpose = Purpose("p", {"fr": "Livrer"}, "sale.delivery", "contract")
    return Processing(f"a{number}", {"fr": "Livrer"}, purposes={"p": purpose}, recipients=(f"r{number}",))


def declare(house: Instance, who: str, number: int) -> None:
    """RegisterError: the other was first."""
    actor = access.by_command(house, who)
    if who == "names":
        register.put(house, actor, "activity", f"a{number}", activity(number), 0)
    else:
        key = ("recipient", f"r{number}")
        coming = applying.of_entry(house, key, None, house.declared().numbers[key])
        applying.keep(house, actor, coming)


def main() -> None:
    folder, who, rounds, start, pace = sys.argv[1:]
    house = open_instance(Path(folder))
    for number in range(int(rounds)):
        time.sleep(max(0.0, float(start) + number * float(pace) - time.time()))
        try:
            declare(house, who, number)
        except RegisterError:
            sys.stdout.write(f"{number}\n")
    house.close()


if __name__ == "__main__":
    main()
