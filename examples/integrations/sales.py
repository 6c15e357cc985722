"""Opens the page of the order when an agent answers a call of the Sales queue. With python-socketio and aiohttp:

python sales.py http://127.0.0.1:8090 sales
"""

import asyncio
import sys
from datetime import UTC, datetime
from urllib.parse import quote

import socketio

ADDRESS, QUEUE = (*sys.argv[1:], *("http://127.0.0.1:8090", "sales")[len(sys.argv) - 1 :])[:2]
client = socketio.AsyncClient()


@client.event
async def connect():
    print("connected", flush=True)


@client.event
async def up(data):
    if data["queue"] != QUEUE:
        return
    page = f"https://crm.example/orders/{quote(data['ordernumber'], safe='')}"
    answer = await client.call("wakeup", {"url": page, "peer": data["peer"], "type": "new_tab"})
    print("wakeup", answer, flush=True)
    data["time"] = datetime.now(UTC).isoformat()
    row = {"type": "Orders", "channel": data, "reference": data["ordernumber"], "url": page}
    await client.emit("RealtimeCTI", row)


async def main():
    await client.connect(ADDRESS)
    await client.wait()


asyncio.run(main())
