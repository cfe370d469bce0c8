#!/usr/bin/env python3
"""The workloads in Python's asyncio; what they are and what is read and printed, see Contestant.java.

    asyncio_workloads.py WORKLOAD OPERATIONS WARMUP_MILLIS [--uvloop]
    asyncio_workloads.py memory COUNT [--uvloop]
"""

import asyncio
import gc
import sys
import threading
import time

MEMORY_WARM_UP_ROUNDS = 30
MEMORY_FEW = 10_000
WAKE_UP_PAUSE = 50e-6


def check(actual, expected):
    if actual != expected:
        raise RuntimeError(f"expected {expected}, got {actual}")


def sum_below(count):
    return count * (count - 1) // 2


def power_of_ten(count):
    return 10 ** (len(str(count)) - 1)


async def sum_of(tasks):
    total = 0
    for task in tasks:
        total += await task
    return total


async def answer(number):
    return number


# switch, switch10


async def switch_tasks(count, turns):
    tasks = [asyncio.create_task(take_turns(turns)) for _ in range(count)]
    check(await sum_of(tasks), count * turns)
    return count * turns


async def take_turns(turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    return turns


# spawn


async def spawn(count):
    tasks = [asyncio.create_task(answer(i)) for i in range(count)]
    check(await sum_of(tasks), sum_below(count))
    return count


# gather


async def gather_all(count):
    coroutines = [answer(i) for i in range(count)]
    check(sum(await asyncio.gather(*coroutines)), sum_below(count))
    return count


# pingpong


async def ping_pong(count):
    there = asyncio.Queue(1)
    back = asyncio.Queue(1)
    partner = asyncio.create_task(return_all(count, there, back))
    total = 0
    for i in range(count):
        await there.put(i)
        total += await back.get()
    await partner
    check(total, sum_below(count))
    return count


async def return_all(count, there, back):
    for _ in range(count):
        await back.put(await there.get())


# queue


async def queue(each):
    items = asyncio.Queue(100)
    producers = []
    consumers = []
    for _ in range(4):
        producers.append(asyncio.create_task(produce(each, items)))
        consumers.append(asyncio.create_task(consume(each, items)))
    for producer in producers:
        await producer
    check(await sum_of(consumers), 4 * sum_below(each))
    return 4 * each


async def produce(count, items):
    for i in range(count):
        await items.put(i)


async def consume(count, items):
    total = 0
    for _ in range(count):
        total += await items.get()
    return total


# lock


class Guarded:
    """What a lock guards: it notices when two are in it."""

    def __init__(self):
        self.used = False
        self.uses = 0

    def enter(self):
        if self.used:
            raise RuntimeError("two tasks hold the lock")
        self.used = True

    def leave(self):
        self.used = False
        self.uses += 1


async def lock(each):
    guard = asyncio.Lock()
    guarded = Guarded()
    tasks = [asyncio.create_task(use_alone(each, guard, guarded)) for _ in range(100)]
    for task in tasks:
        await task
    check(guarded.uses, 100 * each)
    return 100 * each


async def use_alone(times, guard, guarded):
    for _ in range(times):
        async with guard:
            guarded.enter()
            await asyncio.sleep(0)
            guarded.leave()


# timers


async def timers(count):
    tasks = [asyncio.create_task(asyncio.sleep((1 + i % 10) / 1000, 1)) for i in range(count)]
    check(await sum_of(tasks), count)
    return count


# timeout


async def timeouts(count):
    total = 0
    for i in range(count):
        async with asyncio.timeout(10):
            total += await asyncio.sleep(0, i)
    check(total, sum_below(count))
    return count


# cancel


async def cancel(count):
    tasks = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(count)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    cancelled = 0
    for task in tasks:
        try:
            await task
        except asyncio.CancelledError:
            cancelled += 1
    check(cancelled, count)
    return count


# callsoon


def countdown(left, all_done):
    def count_down():
        nonlocal left
        left -= 1
        if left == 0:
            all_done.set_result(None)

    return count_down


async def call_soon(count):
    loop = asyncio.get_running_loop()
    all_done = loop.create_future()
    callback = countdown(count, all_done)
    for _ in range(count):
        loop.call_soon(callback)
    await all_done
    return count


# threadsafe


async def threadsafe(count):
    loop = asyncio.get_running_loop()
    all_done = loop.create_future()
    callback = countdown(count, all_done)

    def send():
        for _ in range(count):
            loop.call_soon_threadsafe(callback)

    threading.Thread(target=send, daemon=True).start()
    await all_done
    return count


# wakeup


async def wake_up(count):
    loop = asyncio.get_running_loop()
    nanos = loop.create_future()

    def call():
        ran = threading.Semaphore(0)
        when = 0
        total = 0

        def stamp():
            nonlocal when
            when = time.perf_counter_ns()
            ran.release()

        for _ in range(count):
            time.sleep(WAKE_UP_PAUSE)
            called = time.perf_counter_ns()
            loop.call_soon_threadsafe(stamp)
            ran.acquire()
            total += when - called
        loop.call_soon_threadsafe(nanos.set_result, total)

    threading.Thread(target=call, daemon=True).start()
    return await nanos


# roundtrip


async def round_trip(count):
    loop = asyncio.get_running_loop()
    total = loop.create_future()

    def call():
        sum_of_answers = 0
        for i in range(count):
            sum_of_answers += asyncio.run_coroutine_threadsafe(answer(i), loop).result()
        loop.call_soon_threadsafe(total.set_result, sum_of_answers)

    threading.Thread(target=call, daemon=True).start()
    check(await total, sum_below(count))
    return count


# skynet


async def skynet(leaves):
    check(await asyncio.create_task(add_up(0, leaves)), sum_below(leaves))
    return leaves


async def add_up(first, leaves):
    if leaves == 1:
        return first
    part = leaves // 10
    children = [asyncio.create_task(add_up(first + i * part, part)) for i in range(10)]
    return await sum_of(children)


# memory


async def memory(count):
    for _ in range(MEMORY_WARM_UP_ROUNDS):
        await release(await suspend(min(count, MEMORY_FEW)))
    tell("base")
    futures = await suspend(count)
    tell("suspended")
    await release(futures)


async def suspend(count):
    loop = asyncio.get_running_loop()
    futures = []
    for _ in range(count):
        future = loop.create_future()
        futures.append(future)
        asyncio.create_task(await_one(future))
    await asyncio.sleep(0)
    return futures


async def await_one(future):
    return await future


async def release(futures):
    for future in futures:
        future.set_result(True)
    await asyncio.sleep(0)


def tell(what):
    gc.collect()
    print(what, flush=True)
    if not sys.stdin.readline():
        raise EOFError(f"expected a line after '{what}'")


WORKLOADS = {
    "switch": lambda n: switch_tasks(1_000, n // 1_000),
    "switch10": lambda n: switch_tasks(10, n // 10),
    "spawn": spawn,
    "gather": gather_all,
    "pingpong": ping_pong,
    "queue": lambda n: queue(n // 4),
    "lock": lambda n: lock(n // 100),
    "timers": timers,
    "timeout": timeouts,
    "cancel": cancel,
    "callsoon": call_soon,
    "threadsafe": threadsafe,
    "wakeup": wake_up,
    "roundtrip": round_trip,
    "skynet": lambda n: skynet(power_of_ten(n)),
}


def run_once(run, name, operations):
    """Returns how many operations it was, and the nanoseconds that were none of theirs."""
    before = time.perf_counter_ns()
    result = run(WORKLOADS[name](operations))
    if name == "wakeup":  # which times itself
        return operations, time.perf_counter_ns() - before - result
    return result, 0


def warm_up(run, name, operations, millis):
    end = time.perf_counter_ns() + millis * 1_000_000
    runs = 0
    while runs < 2 or time.perf_counter_ns() < end:
        run_once(run, name, operations)
        runs += 1


def measure(run, name, operations, millis):
    gc.collect()  # of what was left behind before, this measurement is innocent
    done = pauses = wall = 0
    cpu_before = time.process_time_ns()
    before = time.perf_counter_ns()
    while done == 0 or wall < millis * 1_000_000:
        operations_done, paused = run_once(run, name, operations)
        done += operations_done
        pauses += paused
        wall = time.perf_counter_ns() - before
    cpu = time.process_time_ns() - cpu_before
    print(f"{(wall - pauses) / done:.1f} {cpu / done:.1f}", flush=True)


def asyncio_run(arguments):
    if arguments[-1] != "--uvloop":
        return asyncio.run
    arguments.pop()
    import uvloop

    def run(main):  # uvloop.run, which Debian's is too old for
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(main)

    return run


def main():
    arguments = sys.argv[1:]
    run = asyncio_run(arguments)
    name, operations = arguments[0], int(arguments[1])
    if name == "memory":
        run(memory(operations))
        print("done")
        return
    if name not in WORKLOADS:
        print("absent")
        return
    warm_up(run, name, operations, int(arguments[2]))
    print("ready", flush=True)
    for line in sys.stdin:
        go, millis = line.split()
        check(go, "go")
        measure(run, name, operations, int(millis))


if __name__ == "__main__":
    main()
