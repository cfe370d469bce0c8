package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.BaseExceptionGroup;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.SlowStep;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.Watchdog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that end their JVM, fill its heap or stand for good: each on a JVM of its own. */
@HardLimit
final class ChildAttackTest {

  // --- System.exit ------------------------------------------------------------------------------

  /**
   * Exits in the place that {@code place} names, or in a task, with a hook that needs a lock which
   * a task holds while it sleeps, and that calls into the loop.
   */
  static final class Exits {
    private Exits() {}

    public static void main(String[] args) {
      var lock = new ReentrantLock();
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> hook(lock, loop)));
            createTask(
                () -> {
                  lock.lock();
                  try {
                    Thread.sleep(20);
                  } finally {
                    lock.unlock();
                  }
                });
            sleep(0);
            String place = System.getProperty("place");
            if (place.equals("TASK")) {
              createTask(() -> System.exit(7));
            } else {
              Place.valueOf(place).arrange(loop, () -> System.exit(7));
            }
            sleep(60);
          });
    }

    private static void hook(ReentrantLock lock, EventLoop loop) {
      try {
        loop.callSoonThreadsafe(() -> IO.println("of no use"));
        IO.println("hook has the lock: " + lock.tryLock(20, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TASK", "CALL_SOON", "STACKLESS_STEP", "EXCEPTION_HANDLER"})
  void exitRunsTheHooksAndEndsTheJvmWithItsStatus(String place) throws Exception {
    Child.End end = Child.run(Exits.class, "-Dplace=" + place);

    assertThat(end.lines()).contains("hook has the lock: true");
    assertThat(end.status()).isEqualTo(7);
  }

  /** Main ends while a daemon's loop is blocked in a callback: that keeps nothing alive. */
  static final class MainEnds {
    private MainEnds() {}

    public static void main(String[] args) throws InterruptedException {
      var blocked = new CountDownLatch(1);
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  run(
                      () -> {
                        Future<?> stands =
                            Place.CALL_SOON.run(
                                getRunningLoop(),
                                () -> {
                                  blocked.countDown();
                                  new CountDownLatch(1).await();
                                });
                        await(stands);
                      }));
      blocked.await();
      IO.println("main ends");
    }
  }

  @Test
  void loopOfADaemonDoesNotKeepTheJvm() throws Exception {
    assertThat(Child.run(MainEnds.class)).isEqualTo(new Child.End(0, List.of("main ends")));
  }

  // --- a heap that is full ----------------------------------------------------------------------

  /** Fills the heap in every place, and lets go of it only when the error has arrived. */
  static final class FillsTheHeap {
    private static @Nullable Object[] kept;

    private FillsTheHeap() {}

    public static void main(String[] args) {
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            for (Place place :
                List.of(Place.CALL_SOON, Place.TIMER, Place.DONE_CALLBACK, Place.STACKLESS_STEP)) {
              try {
                await(place.run(loop, FillsTheHeap::fill));
              } catch (OutOfMemoryError e) {
                kept = null;
                IO.println(place + " failed");
              }
            }
            loop.setExceptionHandler(
                (_, report) -> {
                  kept = null;
                  IO.println("reported: " + report.exception().orElseThrow().getClass().getName());
                });
            loop.callSoon(FillsTheHeap::fill);
            loop.callLater(0, FillsTheHeap::fill);
            loop.callSoonThreadsafe(FillsTheHeap::fill);
            sleep(0.01);
            await(Place.CALL_SOON.run(loop, () -> IO.println("the loop goes on")));
          });
    }

    private static void fill() {
      ChildAttackTest.fill(1_000);
    }
  }

  private static void fill(int chunk) {
    Object[] head = new Object[2];
    FillsTheHeap.kept = head;
    while (true) {
      Object[] next = new Object[chunk];
      head[0] = next;
      head = next;
    }
  }

  @Test
  void heapThatIsFullFailsWhatHasFilledItAndTheLoopGoesOn() throws Exception {
    Child.End end = Child.run(FillsTheHeap.class, "-Xmx24m");

    assertThat(end.lines())
        .containsExactly(
            "CALL_SOON failed",
            "TIMER failed",
            "DONE_CALLBACK failed",
            "STACKLESS_STEP failed",
            "reported: java.lang.OutOfMemoryError",
            "reported: java.lang.OutOfMemoryError",
            "reported: java.lang.OutOfMemoryError",
            "the loop goes on");
    assertThat(end.status()).isZero();
  }

  /** The same in bodies; who awaits them hears of it. */
  static final class BodiesFillTheHeap {
    private BodiesFillTheHeap() {}

    public static void main(String[] args) {
      int chunk = Integer.getInteger("chunk");
      run(
          () -> {
            attempt("task", () -> await(createTask(() -> fill(chunk))));
            attempt(
                "eager",
                () ->
                    await(
                        createTask(
                            () -> fill(chunk),
                            TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER))));
            attempt("group", () -> TaskGroup.run(group -> group.createTask(() -> fill(chunk))));
            attempt("timeout", () -> Asyncio.timeout(60, () -> fill(chunk)));
            attempt("gather", () -> await(Asyncio.gather(List.of(createTask(() -> fill(chunk))))));
            attempt(
                "generator",
                () -> Asyncio.<Integer>asyncGenerator(out -> fill(chunk)).forEach(_ -> {}));
            attempt("thread", () -> Asyncio.toThread(() -> fill(chunk)));
            attempt("stackless", () -> await(createTask(new Place.OneStep(() -> fill(chunk)))));
            attempt(
                "from outside",
                () -> {
                  EventLoop loop = getRunningLoop();
                  await(
                      Asyncio.toThread(
                          () ->
                              Asyncio.runCoroutineThreadsafe(
                                  Asyncio.coroutine(() -> fill(chunk)), loop)));
                });
            sleep(0.001);
            await(createTask(() -> IO.println("the loop goes on")));
          });
    }

    private static void attempt(String what, Action body) throws Exception {
      try {
        body.run();
      } catch (OutOfMemoryError error) {
        FillsTheHeap.kept = null;
        IO.println(what);
      } catch (BaseExceptionGroup group) {
        FillsTheHeap.kept = null;
        IO.println(what + " of " + group.exceptions().getFirst().getClass().getSimpleName());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 1_000, 100_000})
  void bodyThatFillsTheHeapFailsAndTheLoopGoesOn(int chunk) throws Exception {
    Child.End end = Child.run(BodiesFillTheHeap.class, "-Xmx24m", "-Dchunk=" + chunk);

    assertThat(end.lines())
        .filteredOn(line -> !line.startsWith("[")) // the JVM's own complaints
        .containsExactly(
            "task",
            "eager",
            "group of OutOfMemoryError",
            "timeout",
            "gather",
            "generator",
            "thread",
            "stackless",
            "from outside",
            "the loop goes on");
    assertThat(end.status()).isZero();
  }

  // --- a run that begins on a stack that is nearly used up --------------------------------------

  /** Runs loops on a virtual thread, each on a stack that is a little less deep. */
  static final class RunsDeep {
    private static int ended;
    private static int refused;

    private RunsDeep() {}

    public static void main(String[] args) throws InterruptedException {
      run(() -> sleep(0.001)); // loads the classes
      Thread.ofVirtual().start(RunsDeep::attempts).join();
      IO.println("refused: " + (refused > 0) + ", ended: " + (ended > 0));
    }

    private static void attempts() {
      int deepest = 0;
      for (int i = 0; i < 3; i++) { // the compiled code needs less
        deepest = depth(0);
      }
      for (int depth = deepest; depth > 0; depth -= 101) {
        try {
          runAt(depth);
          ended++;
        } catch (StackOverflowError tooDeep) {
          refused++;
        }
      }
    }

    @SuppressWarnings("InfiniteRecursion") // on purpose
    private static int depth(int reached) {
      try {
        return depth(reached + 1);
      } catch (StackOverflowError e) {
        return reached;
      }
    }

    private static void runAt(int depth) {
      if (depth > 0) {
        runAt(depth - 1);
        return;
      }
      run(
          () -> {
            createTask(() -> sleep(0.0001));
            sleep(0.001);
          });
    }
  }

  /** With one processor, a loop's thread that could not be put aside would keep all others off. */
  @Test
  void runWithTooLittleStackFailsAndNoneStands() throws Exception {
    Child.End end = Child.run(RunsDeep.class, "-XX:ActiveProcessorCount=1");

    assertThat(end.lines()).contains("refused: true, ended: true");
    assertThat(end.status()).isZero();
  }

  // --- what stands for good, in any design: it must be named ------------------------------------

  private static void namedBy(SlowStep step) {
    IO.println(step.describe());
    Runtime.getRuntime().halt(0);
  }

  /** A task awaits under a monitor, and a callback wants in: CPython's loop would stand, too. */
  static final class Cycle {
    private static final Object MONITOR = new Object();

    private Cycle() {}

    public static void main(String[] args) {
      run(
          () -> {
            try (var _ =
                Watchdog.watch(
                    getRunningLoop(), Duration.ofMillis(300), ChildAttackTest::namedBy)) {
              createTask(Cycle::holdTheMonitor);
              sleep(0);
              getRunningLoop().callSoon(Cycle::wantTheMonitor);
              sleep(60);
            }
          });
    }

    private static void holdTheMonitor() {
      synchronized (MONITOR) {
        sleep(0.001);
      }
    }

    private static void wantTheMonitor() {
      synchronized (MONITOR) {
        IO.println("impossible");
      }
    }
  }

  @Test
  void callbackThatWaitsForATaskWhichAwaitsIsNamedByTheWatchdog() throws Exception {
    Child.End end = Child.run(Cycle.class);

    assertThat(String.join("\n", end.lines()))
        .contains("wantTheMonitor")
        .doesNotContain("impossible");
    assertThat(end.status()).isZero();
  }

  /** A callback waits for a task that has not begun. */
  static final class NotBegun {
    private NotBegun() {}

    public static void main(String[] args) {
      run(
          () -> {
            try (var _ =
                Watchdog.watch(
                    getRunningLoop(), Duration.ofMillis(300), ChildAttackTest::namedBy)) {
              var latch = new CountDownLatch(1);
              getRunningLoop().callSoon(() -> waitFor(latch));
              createTask(latch::countDown);
              sleep(60);
            }
          });
    }

    private static void waitFor(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void callbackThatWaitsForATaskThatHasNotBegunIsNamedByTheWatchdog() throws Exception {
    Child.End end = Child.run(NotBegun.class);

    assertThat(String.join("\n", end.lines())).contains("ChildAttackTest$NotBegun.waitFor");
    assertThat(end.status()).isZero();
  }

  /**
   * A class initializer waits for a lock of a task: pinned, it holds the thread that task needs.
   */
  static final class Pinned {
    private static final ReentrantLock LOCK = new ReentrantLock();

    private Pinned() {}

    public static void main(String[] args) {
      run(
          () -> {
            try (var _ =
                Watchdog.watch(
                    getRunningLoop(), Duration.ofMillis(300), ChildAttackTest::namedBy)) {
              Class<?> type = Initializer.of(LOCK::lock);
              var tasks = new ArrayList<Future<?>>();
              tasks.add(
                  createTask(
                      () -> {
                        LOCK.lock();
                        try {
                          Thread.sleep(20);
                        } finally {
                          LOCK.unlock();
                        }
                      }));
              tasks.add(Place.CALL_SOON.run(getRunningLoop(), () -> Initializer.use(type)));
              tasks.forEach(org.asyncio4j.Asyncio::await);
              IO.println("nobody stands");
            }
          });
    }
  }

  @Test
  void initializerThatWaitsForABlockedTaskIsNamedByTheWatchdog() throws Exception {
    Child.End end = Child.run(Pinned.class);

    // On the hand-off engine the task keeps its turn while it sleeps, so that nobody stands.
    String expected = Engine.isHandoff() ? "nobody stands" : "Initializer.initialize";
    assertThat(String.join("\n", end.lines())).contains(expected);
    assertThat(end.status()).isZero();
  }
}
