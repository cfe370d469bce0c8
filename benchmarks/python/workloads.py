#!/usr/bin/env python3
"""The workloads of org.asyncio4j.benchmarks.Workload, on Python's asyncio.

Without arguments, runs each for at least half a second and prints `name value unit` lines:
nanoseconds of wall time for an operation, and of the process's CPU time under name.cpu.

    workloads.py [--uvloop] [--serve] [NAME...]

--serve runs a workload for each name that it reads, as org.asyncio4j.benchmarks.Contestant does.
"""

import argparse
import asyncio
import gc
import sys
import time

TURN_TAKERS = 1_000
TURNS = 1_000
SPAWNS = 200_000
PINGPONGS = 100_000
SLEEPERS = 100_000
LONGEST_SLEEP_MILLIS = 100
CALLBACKS = 1_000_000
WARM_UP_ROUNDS = 2
SHORTEST_MEASUREMENT_NS = 500_000_000


async def take_all_turns():
    for _ in range(TURNS):
        await asyncio.sleep(0)


async def take_turns():
    tasks = [asyncio.create_task(take_all_turns()) for _ in range(TURN_TAKERS)]
    for task in tasks:
        await task


async def answer(number):
    return number


async def spawn_and_await():
    tasks = [asyncio.create_task(answer(i)) for i in range(SPAWNS)]
    total = 0
    for task in tasks:
        total += await task
    assert total == SPAWNS * (SPAWNS - 1) // 2


async def return_all(there, back):
    for _ in range(PINGPONGS):
        await back.put(await there.get())


async def play_ping_pong():
    there = asyncio.Queue(1)
    back = asyncio.Queue(1)
    partner = asyncio.create_task(return_all(there, back))
    total = 0
    for i in range(PINGPONGS):
        await there.put(i)
        total += await back.get()
    await partner
    assert total == PINGPONGS * (PINGPONGS - 1) // 2


async def nap(seconds):
    await asyncio.sleep(seconds)


async def sleep_all():
    tasks = [
        asyncio.create_task(nap((1 + i % LONGEST_SLEEP_MILLIS) / 1000)) for i in range(SLEEPERS)
    ]
    for task in tasks:
        await task


async def call_soon():
    loop = asyncio.get_running_loop()
    all_done = loop.create_future()
    left = CALLBACKS

    def count_down():
        nonlocal left
        left -= 1
        if left == 0:
            all_done.set_result(None)

    for _ in range(CALLBACKS):
        loop.call_soon(count_down)
    await all_done


WORKLOADS = {
    "switch": (take_turns, TURN_TAKERS * TURNS),
    "spawn": (spawn_and_await, SPAWNS),
    "pingpong": (play_ping_pong, PINGPONGS),
    "timers": (sleep_all, SLEEPERS),
    "callsoon": (call_soon, CALLBACKS),
}


def measure(name, run):
    workload, operations_of_one = WORKLOADS[name]
    gc.collect()  # of what another workload has left behind, this one is innocent
    operations = 0
    wall = 0
    cpu_before = time.process_time_ns()
    before = time.perf_counter_ns()
    while wall < SHORTEST_MEASUREMENT_NS:
        run(workload())
        operations += operations_of_one
        wall = time.perf_counter_ns() - before
    cpu = time.process_time_ns() - cpu_before
    print(f"{name} {wall / operations:.1f} ns")
    print(f"{name}.cpu {cpu / operations:.1f} ns", flush=True)


def serve(run):
    for _ in range(WARM_UP_ROUNDS):
        for workload, _ in WORKLOADS.values():
            run(workload())
    print("ready", flush=True)
    for line in sys.stdin:
        measure(line.strip(), run)


def main():
    parser = argparse.ArgumentParser(description="Measures Python's asyncio.")
    parser.add_argument("--uvloop", action="store_true", help="on uvloop")
    parser.add_argument("--serve", action="store_true", help="read names of workloads")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(WORKLOADS))
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in WORKLOADS]
    if unknown:
        parser.error(f"no such workload: {' '.join(unknown)}")
    run = asyncio.run
    if options.uvloop:
        import uvloop

        run = uvloop.run
    if options.serve:
        serve(run)
        return
    for name in options.names or WORKLOADS:
        measure(name, run)


if __name__ == "__main__":
    main()
