"""Hello world in Python's asyncio, the least that starts; on uvloop with the argument --uvloop."""

import asyncio
import sys


async def main():
    print("hello world")


if sys.argv[1:] == ["--uvloop"]:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
else:
    asyncio.run(main())
