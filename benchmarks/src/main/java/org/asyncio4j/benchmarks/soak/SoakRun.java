package org.asyncio4j.benchmarks.soak;

import static org.asyncio4j.Asyncio.allTasks;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.asyncio4j.ErrorReport;
import org.asyncio4j.EventLoop;
import org.asyncio4j.IdleFrameCount;
import org.asyncio4j.Task;
import org.asyncio4j.benchmarks.soak.Ledger.Entry;
import org.jspecify.annotations.Nullable;

/**
 * A soak: periods of mixed work, after each of which everything must be over and gone.
 *
 * <p>Runs in a task; {@link Soak} is the command around it.
 */
final class SoakRun {
  private static final int CALLBACK_FRAMES = 1;
  private static final int DRIVERS = 8;
  private static final int CROWDS_ARE_RARE = 500;
  private static final int MOST_CENSUSES = 10;
  private static final double LONGEST_WARM_UP_OF_HALF = 5;
  private static final double MOST_GROWTH = 0.05;

  // What may be made late and once: constants of classes first used after the warm-up.
  private static final int LATE_ONES = 5;

  private final Ledger ledger = new Ledger();
  private final Arena arena = new Arena(ledger);
  private final SplittableRandom random;
  private final Mix mix;
  private final List<Work> works;
  private final Plant plant;
  private final PrintStream out;
  private final List<Object> kept = new ArrayList<>();

  // Of the handler, which the loop calls.
  private final SplittableRandom reportsRandom = new SplittableRandom(1);

  // Before the loop was made: what lived already.
  private final Census before;

  // After the last period of the warm-up.
  private @Nullable Census first;
  private @Nullable Census last;

  SoakRun(long seed, Mix mix, Plant plant, PrintStream out) {
    this.random = new SplittableRandom(seed);
    this.mix = mix;
    this.works = mix.works(arena);
    this.plant = plant;
    this.out = out;
    this.before = Census.take();
  }

  List<String> failures() {
    return ledger.failures();
  }

  /** {@return a number that grows as long as anything goes on} Any thread may ask. */
  long progress() {
    return ledger.progress();
  }

  /** The loop has something to report. It is a failure unless a hostile soak has planned it. */
  void reported(EventLoop loop, ErrorReport report) {
    if (mix != Mix.HOSTILE || !(report.exception().orElse(null) instanceof TaskWork.Planned)) {
      ledger.fail("nothing is reported to the exception handler", report.toString());
      return;
    }
    ledger.count(Entry.REPORTS_HANDLED);
    arena.enterUninterrupted(reportsRandom);
    arena.loopLogs();
    loop.defaultExceptionHandler(report);
  }

  /** The soak itself has failed. */
  void broken(Throwable thrown) {
    ledger.fail("the soak itself does not fail", thrown.toString());
    thrown.printStackTrace(out);
  }

  /**
   * Runs until the time is over or something is wrong. The first fifth is to warm up, of a short
   * run the first half: classes are loaded then, and stacks of code that is not compiled are large.
   */
  void run(double seconds, double periodSeconds) {
    if (mix == Mix.HOSTILE) {
      arena.open();
    }
    try {
      runPeriods(seconds, periodSeconds);
    } finally {
      arena.close();
    }
  }

  private void runPeriods(double seconds, double periodSeconds) {
    double begin = getRunningLoop().time();
    double end = begin + seconds;
    double warm = begin + Math.max(seconds / 5, Math.min(seconds / 2, LONGEST_WARM_UP_OF_HALF));
    while (failures().isEmpty()) {
      double now = getRunningLoop().time();
      if (now >= end && first != null && last != first) {
        break;
      }
      period(now + periodSeconds);
      boolean isWarm = getRunningLoop().time() >= warm;
      settle(isWarm);
      print(getRunningLoop().time() - begin, isWarm);
    }
    if (failures().isEmpty()) {
      checkHeap();
    }
  }

  // --- a period ---------------------------------------------------------------------------------

  private void period(double end) {
    Callers callers = Callers.start(ledger, getRunningLoop(), random.split());
    @Nullable Neighbours neighbours =
        mix == Mix.HOSTILE
            ? Neighbours.start(ledger, arena, getRunningLoop(), random.split())
            : null;
    var drivers = new ArrayList<Task<?>>();
    for (int i = 0; i < DRIVERS; i++) {
      SplittableRandom own = random.split();
      drivers.add(createTask(() -> drive(own, end)));
    }
    drivers.add(createTask(() -> TaskWork.crowd(ledger, random.split())));
    Pause.untilDone(drivers);
    callers.stop();
    if (neighbours != null) {
      neighbours.stop();
    }
    arena.settle();
    for (Task<?> driver : drivers) {
      ledger.check(driver.exception() == null, "the work itself does not fail", driver.toString());
      if (driver.exception() != null) {
        driver.exception().printStackTrace(out);
      }
    }
    if (first != null) {
      plant.run(ledger, kept);
    }
  }

  private void drive(SplittableRandom own, double end) throws Exception {
    while (getRunningLoop().time() < end && failures().isEmpty()) {
      if (own.nextInt(CROWDS_ARE_RARE) == 0) {
        TaskWork.crowd(ledger, own);
      } else {
        works.get(own.nextInt(works.size())).run(ledger, own);
      }
    }
  }

  // --- what must be gone ------------------------------------------------------------------------

  /**
   * Looks whether everything is gone. What nobody holds is found by the garbage collector and then
   * ended by the loop, so the first look need not be the last.
   */
  private void settle(boolean isWarm) {
    Ledger found = new Ledger();
    for (int i = 0; i < MOST_CENSUSES; i++) {
      // On another thread, so that the loop has to wait: then it drops what was cancelled.
      Census census = toThread(Census::take);
      found = new Ledger();
      compare(census, found);
      ledger.checkBalancesInto(found);
      if (found.failures().isEmpty()) {
        remember(census, isWarm);
        return;
      }
      sleep(0.01);
    }
    ledger.takeOver(found);
  }

  private void remember(Census census, boolean isWarm) {
    if (!isWarm) {
      return;
    }
    last = census;
    if (first == null) {
      first = census;
    }
  }

  private void compare(Census census, Ledger found) {
    long running = 1; // this one
    int alive = allTasks().size();
    found.check(alive == running, "no task is leaked", "allTasks has " + alive);
    long tasks = census.of("Task") - before.of("Task");
    // Not "==": what an earlier loop of the same process has left may go while this one runs.
    found.check(tasks <= running, "no task is leaked", tasks + " in the heap, expected 1");
    long timers = census.timers() - before.timers();
    found.check(timers <= 0, "no timer is left", timers + " in the heap");
    long frames = census.frames() - before.frames();
    long expected = running + IdleFrameCount.of(getRunningLoop()) + CALLBACK_FRAMES;
    found.check(
        frames <= expected,
        "no frame is leaked",
        "%s in the heap, expected %s".formatted(frames, expected));
    if (first != null) {
      compareObjects(first, census, found);
    }
  }

  private static void compareObjects(Census first, Census census, Ledger found) {
    census
        .instances()
        .forEach(
            (name, count) -> {
              long growth = count - first.instances().getOrDefault(name, 0L);
              if (!isPooled(name) && growth > LATE_ONES) {
                found.fail(
                    "no object of asyncio4j is kept", "%s more of %s".formatted(growth, name));
              }
            });
  }

  /** Frames are counted exactly elsewhere, and of these a pool may hold more. */
  private static boolean isPooled(String name) {
    return name.endsWith(".ScheduledFrame");
  }

  private void checkHeap() {
    Census earlier = first;
    Census later = last;
    if (earlier == null || later == null) {
      throw new AssertionError("no census");
    }
    double growth = (double) later.bytes() / earlier.bytes() - 1;
    String text =
        String.format(
            Locale.ROOT,
            "%,d bytes after the warm-up, %,d at the end: %+.1f %%",
            earlier.bytes(),
            later.bytes(),
            growth * 100);
    out.println("heap: " + text);
    ledger.check(growth <= MOST_GROWTH, "the heap is flat", text);
  }

  private void print(double seconds, boolean isWarm) {
    Census census = last;
    String heap =
        census == null
            ? ""
            : String.format(
                Locale.ROOT,
                ", heap %.2f MB, frames %s (%s idle), timers %s",
                census.bytes() / 1e6,
                census.frames() - before.frames(),
                IdleFrameCount.of(getRunningLoop()),
                census.timers() - before.timers());
    out.printf(
        Locale.ROOT,
        "%6.1f s%s: %s%s%n",
        seconds,
        isWarm ? "" : " (warm-up)",
        ledger.figures(),
        heap);
    if (mix == Mix.HOSTILE) {
      out.println("         " + ledger.hostileFigures());
    }
    out.flush();
  }
}
