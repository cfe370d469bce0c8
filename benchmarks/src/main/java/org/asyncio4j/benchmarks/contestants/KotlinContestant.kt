package org.asyncio4j.benchmarks.contestants

import java.util.concurrent.TimeUnit
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.future.future
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.asyncio4j.benchmarks.contestants.Contestant.check
import org.asyncio4j.benchmarks.contestants.Contestant.powerOfTen
import org.asyncio4j.benchmarks.contestants.Contestant.sumBelow

/**
 * The workloads in kotlinx.coroutines, on one thread: the event loop of `runBlocking`. `sleep(0)` is
 * `yield`, and a callback is handed to the loop as a coroutine would be, by its dispatcher.
 */
object KotlinContestant {
  @JvmStatic
  fun main(arguments: Array<String>) = contestant().serve(*arguments)

  @JvmStatic
  fun contestant(): Contestant =
    Contestant()
      .has("switch") { runBlocking { switchCoroutines(1_000, it / 1_000) } }
      .has("switch10") { runBlocking { switchCoroutines(10, it / 10) } }
      .has("spawn") { runBlocking { spawn(it) } }
      .has("gather") { runBlocking { gatherAll(it) } }
      .has("pingpong") { runBlocking { pingPong(it) } }
      .has("queue") { runBlocking { queue(it / 4) } }
      .has("lock") { runBlocking { lock(it / 100) } }
      .has("timers") { runBlocking { timers(it) } }
      .has("timeout") { runBlocking { timeouts(it) } }
      .has("cancel") { runBlocking { cancel(it) } }
      .has("callsoon") { runBlocking { callSoon(it) } }
      .has("threadsafe") { runBlocking { threadsafe(it) } }
      .hasLatency("wakeup") { runBlocking { wakeUp(it) } }
      .has("roundtrip") { runBlocking { roundTrip(it) } }
      .has("skynet") { runBlocking { skynet(powerOfTen(it)) } }
      .hasMemory { count, protocol -> runBlocking { memory(count, protocol) } }

  private suspend fun switchCoroutines(count: Int, turns: Int): Int = coroutineScope {
    val deferreds = List(count) { async { takeTurns(turns) } }
    check(sumOf(deferreds), count.toLong() * turns)
    count * turns
  }

  private suspend fun takeTurns(turns: Int): Int {
    for (turn in 0 until turns) {
      yield()
    }
    return turns
  }

  private suspend fun sumOf(deferreds: List<Deferred<Int>>): Long {
    var sum = 0L
    for (deferred in deferreds) {
      sum += deferred.await()
    }
    return sum
  }

  private suspend fun spawn(count: Int): Int = coroutineScope {
    val deferreds = List(count) { number -> async { number } }
    check(sumOf(deferreds), sumBelow(count))
    count
  }

  private suspend fun gatherAll(count: Int): Int = coroutineScope {
    val numbers = List(count) { number -> async { number } }.awaitAll()
    check(numbers.sumOf { it.toLong() }, sumBelow(count))
    count
  }

  private suspend fun pingPong(count: Int): Int = coroutineScope {
    val there = Channel<Int>(1)
    val back = Channel<Int>(1)
    val partner = launch { returnAll(count, there, back) }
    var sum = 0L
    for (i in 0 until count) {
      there.send(i)
      sum += back.receive()
    }
    partner.join()
    check(sum, sumBelow(count))
    count
  }

  private suspend fun returnAll(count: Int, there: Channel<Int>, back: Channel<Int>) {
    for (i in 0 until count) {
      back.send(there.receive())
    }
  }

  private suspend fun queue(each: Int): Int = coroutineScope {
    val queue = Channel<Int>(100)
    val producers = ArrayList<Job>()
    val consumers = ArrayList<Deferred<Long>>()
    for (i in 0 until 4) {
      producers += launch { produce(each, queue) }
      consumers += async { consume(each, queue) }
    }
    producers.forEach { it.join() }
    check(consumers.sumOf { it.await() }, 4 * sumBelow(each))
    4 * each
  }

  private suspend fun produce(count: Int, queue: Channel<Int>) {
    for (i in 0 until count) {
      queue.send(i)
    }
  }

  private suspend fun consume(count: Int, queue: Channel<Int>): Long {
    var sum = 0L
    for (i in 0 until count) {
      sum += queue.receive()
    }
    return sum
  }

  private suspend fun lock(each: Int): Int = coroutineScope {
    val mutex = Mutex()
    val guarded = Guarded()
    List(100) { launch { useAlone(each, mutex, guarded) } }.forEach { it.join() }
    check(guarded.uses().toLong(), 100L * each)
    100 * each
  }

  private suspend fun useAlone(times: Int, mutex: Mutex, guarded: Guarded) {
    for (i in 0 until times) {
      mutex.withLock {
        guarded.enter()
        yield()
        guarded.leave()
      }
    }
  }

  private suspend fun timers(count: Int): Int = coroutineScope {
    val deferreds =
      List(count) { i ->
        async {
          delay(1L + i % 10)
          1
        }
      }
    check(sumOf(deferreds), count.toLong())
    count
  }

  private suspend fun timeouts(count: Int): Int {
    var sum = 0L
    for (i in 0 until count) {
      sum +=
        withTimeout(10_000) {
          yield()
          i
        }
    }
    check(sum, sumBelow(count))
    return count
  }

  private suspend fun cancel(count: Int): Int = coroutineScope {
    val jobs = List(count) { launch { delay(TimeUnit.HOURS.toMillis(1)) } }
    yield()
    jobs.forEach { it.cancel() }
    jobs.joinAll()
    check(jobs.count { it.isCancelled }.toLong(), count.toLong())
    count
  }

  private suspend fun loop() = coroutineContext[ContinuationInterceptor] as CoroutineDispatcher

  private fun CoroutineDispatcher.call(callback: Runnable) =
    dispatch(EmptyCoroutineContext, callback)

  private class Countdown(private var left: Int) : Runnable {
    val allDone = CompletableDeferred<Unit>()

    override fun run() {
      if (--left == 0) {
        allDone.complete(Unit)
      }
    }
  }

  private suspend fun callSoon(count: Int): Int {
    val loop = loop()
    val countdown = Countdown(count)
    for (i in 0 until count) {
      loop.call(countdown)
    }
    countdown.allDone.await()
    return count
  }

  private suspend fun threadsafe(count: Int): Int {
    val loop = loop()
    val countdown = Countdown(count)
    OtherThread.start {
      for (i in 0 until count) {
        loop.call(countdown)
      }
    }
    countdown.allDone.await()
    return count
  }

  private suspend fun wakeUp(count: Int): Long {
    val loop = loop()
    val answer = CompletableDeferred<Long>()
    OtherThread.start { answer.complete(OtherThread.wakeUps(count) { loop.call(it) }) }
    return answer.await()
  }

  private suspend fun roundTrip(count: Int): Int = coroutineScope {
    val loop: CoroutineScope = this
    val answer = CompletableDeferred<Long>()
    OtherThread.start {
      var sum = 0L
      for (i in 0 until count) {
        sum += loop.future { i }.get()
      }
      answer.complete(sum)
    }
    check(answer.await(), sumBelow(count))
    count
  }

  private suspend fun skynet(leaves: Int): Int = coroutineScope {
    check(async { addUp(0, leaves) }.await(), sumBelow(leaves))
    leaves
  }

  private suspend fun addUp(first: Int, leaves: Int): Long {
    if (leaves == 1) {
      return first.toLong()
    }
    val part = leaves / 10
    return coroutineScope {
      val children = List(10) { i -> async { addUp(first + i * part, part) } }
      var sum = 0L
      for (child in children) {
        sum += child.await()
      }
      sum
    }
  }

  private suspend fun memory(count: Int, protocol: MemoryProtocol) = coroutineScope {
    for (i in 0 until MemoryProtocol.WARM_UP_ROUNDS) {
      release(suspend(MemoryProtocol.few(count)))
    }
    protocol.base()
    val deferreds = suspend(count)
    protocol.suspended()
    release(deferreds)
  }

  private suspend fun CoroutineScope.suspend(count: Int): List<CompletableDeferred<Boolean>> {
    val deferreds =
      List(count) {
        val deferred = CompletableDeferred<Boolean>()
        launch { deferred.await() }
        deferred
      }
    yield()
    return deferreds
  }

  private suspend fun release(deferreds: List<CompletableDeferred<Boolean>>) {
    deferreds.forEach { it.complete(true) }
    yield()
  }
}
