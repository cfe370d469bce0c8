package org.asyncio4j.userland;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.asyncio4j.Action;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Barrier;
import org.asyncio4j.Behaviour;
import org.asyncio4j.Condition;
import org.asyncio4j.Event;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Lock;
import org.asyncio4j.Queue;
import org.asyncio4j.ReturnWhen;
import org.asyncio4j.Semaphore;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;
import org.asyncio4j.WaitGraph;
import org.asyncio4j.testing.DeadlockError;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for whom in a whole loop. */
@Timeout(60)
final class WaitGraphTest {

  private static Task<?> task(String name, Action body) {
    return createTask(body, TaskOptions.named(name));
  }

  private static WaitGraph graph() {
    return WaitGraph.of(getRunningLoop());
  }

  private static String tree() {
    return withoutPlaces(graph().format());
  }

  /** Frames are shown by name of method and line; here they are the tests' lambdas. */
  private static String withoutPlaces(String text) {
    return text.replaceAll(" at [\\w.$]+\\(\\w+\\.java:\\d+\\)", "");
  }

  /** Lets every task run to its first suspension, and those it wakes to their second. */
  private static void settle() {
    sleep(0.001);
  }

  private static void holdFor(double seconds, Lock lock) {
    try (var _ = lock.acquire()) {
      sleep(seconds);
    }
  }

  private static void holdBoth(Lock first, Lock second) {
    try (var _ = first.acquire()) {
      sleep(1);
      try (var _ = second.acquire()) {
        sleep(1);
      }
    }
  }

  // --- what is waited for -----------------------------------------------------------------------

  @Test
  void waiterOfALockIsShownAboveItsHolder() {
    VirtualTime.run(
        () -> {
          var lock = new Lock();
          task("holder", () -> holdFor(1, lock));
          Task<?> waiter = task("waiter", () -> holdFor(1, lock));
          task("later", () -> holdFor(1, lock));
          settle();

          assertThat(tree())
              .isEqualTo(
                  """
                  Task-1 is running
                  waiter waits for Lock[locked, waiters=2], held by:
                  └── holder sleeps
                  later waits for Lock[locked, waiters=2], held by:
                  └── holder (above)""");
          sleep(1);
          assertThat(graph().waitsFor(waiter)).isEmpty();
          assertThat(tree())
              .isEqualTo(
                  """
                  Task-1 is running
                  later waits for Lock[locked, waiters=1], held by:
                  └── waiter sleeps""");
        });
  }

  @Test
  void releasedLockIsHeldByNobody() {
    VirtualTime.run(
        () -> {
          var lock = new Lock();
          lock.acquire();
          lock.release();
          getRunningLoop().callSoon(lock::acquire);
          sleep(0);
          Task<?> waiter = task("waiter", lock::acquire);
          settle();

          assertThat(tree())
              .isEqualTo("Task-1 is running\nwaiter waits for Lock[locked, waiters=1]");
          assertThat(graph().waitsFor(waiter)).isEmpty();
        });
  }

  @Test
  void holderThatHasEndedWithoutReleasingIsNamed() {
    VirtualTime.run(
        () -> {
          var lock = new Lock();
          await(task("forgetful", lock::acquire));
          task("waiter", lock::acquire);
          settle();

          assertThat(tree())
              .isEqualTo(
                  """
                  Task-1 is running
                  waiter waits for Lock[locked, waiters=1], held by:
                  └── Task 'forgetful' (finished)""");
        });
  }

  @Test
  void waiterOfASemaphoreIsShownAboveAllHolders() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(2);
          for (String name : List.of("a", "b", "c")) {
            task(
                name,
                () -> {
                  try (var _ = semaphore.acquire()) {
                    sleep(1);
                  }
                });
          }
          settle();

          assertThat(tree())
              .isEqualTo(
                  """
                  Task-1 is running
                  c waits for Semaphore[value=0, waiters=1], held by:
                  ├── a sleeps
                  └── b sleeps""");
          sleep(1);
          assertThat(tree()).isEqualTo("Task-1 is running\nc sleeps");
        });
  }

  @Test
  void primitivesThatNobodyHoldsAreShownThemselves() {
    VirtualTime.run(
        () -> {
          var event = new Event();
          task("event", event::await);
          var condition = new Condition();
          task(
              "condition",
              () -> {
                try (var _ = condition.acquire()) {
                  condition.await();
                }
              });
          task("barrier", () -> new Barrier(2).await());
          task("getter", () -> new Queue<String>().get());
          var full = new Queue<String>(1);
          full.putNowait("item");
          task("putter", () -> full.put("another"));
          task("joiner", full::join);
          var future = getRunningLoop().createFuture();
          task("future", () -> await(future));
          var stage = new CompletableFuture<String>();
          task("stage", () -> Asyncio.await(stage));
          sleep(0);

          assertThat(tree())
              .isEqualTo(
                  """
                  Task-1 is running
                  event waits for Event[unset, waiters=1]
                  condition waits for Condition[unlocked, waiters=1]
                  barrier waits for Barrier[FILLING, waiting=1/2]
                  getter waits for Queue[size=0, getters=1, putters=0, unfinished=0]
                  putter waits for Queue[size=1/1, getters=0, putters=1, unfinished=1]
                  joiner waits for Queue[size=1/1, getters=0, putters=1, unfinished=1]
                  future waits for Future[pending, callbacks=1]
                  stage waits for CompletableFuture""");
          stage.complete(""); // else virtual time waits for it
        });
  }

  @Test
  void tasksThatDoNotWaitAreShownWithWhatTheyDo() {
    VirtualTime.run(
        () -> {
          task("ready", () -> sleep(0));
          task("sleeper", () -> sleep(1));
          sleep(0);
          task("new", () -> {});

          assertThat(tree())
              .isEqualTo(
                  """
                  Task-1 is running
                  ready is ready
                  sleeper sleeps
                  new has not started""");
        });
  }

  @Test
  @Behaviour(256)
  void awaitsOfEveryKindAreBranches() {
    VirtualTime.run(
        () -> {
          Task<?> end = task("end", () -> sleep(9));
          Future<?> plain = getRunningLoop().createFuture();
          task("await", () -> await(end));
          task("gather", () -> await(gather(gather(end), plain)));
          task("shield", () -> await(Asyncio.shield(end)));
          task("wait", () -> Asyncio.wait(Set.of(end)));
          task("first", () -> Asyncio.wait(List.of(end, plain), ReturnWhen.FIRST_COMPLETED));
          task("completed", () -> Asyncio.asCompleted(List.of(end)).futures().iterator().next());
          task("limited", () -> Asyncio.waitFor(end, 5));
          task("group", () -> TaskGroup.run(group -> group.createTask(() -> sleep(1))));
          settle();

          assertThat(tree())
              .isEqualTo(
                  """
                  Task-1 is running
                  await waits for:
                  └── end sleeps
                  gather waits for gather:
                  ├── Future[pending, callbacks=2]
                  └── end (above)
                  shield waits for shield:
                  └── end (above)
                  wait waits for wait(ALL_COMPLETED):
                  └── end (above)
                  first waits for wait(FIRST_COMPLETED):
                  ├── end (above)
                  └── Future[pending, callbacks=2]
                  completed waits for asCompleted:
                  └── end (above)
                  limited waits for:
                  └── end (above)
                  group waits for TaskGroup[EXITING, tasks=1, errors=0]:
                  └── Task-2 sleeps""");
        });
  }

  @Test
  void tasksOfAGroupStandBelowItsTaskWhileTheBlockRuns() {
    VirtualTime.run(
        () ->
            TaskGroup.run(
                group -> {
                  group.createTask(() -> sleep(1), TaskOptions.named("child"));
                  settle();

                  assertThat(tree()).isEqualTo("Task-1 is running\n└── child sleeps");
                }));
  }

  @Test
  void combinatorsOfOthersAreBranchesToo() {
    VirtualTime.run(
        () -> {
          Task<?> end = task("end", () -> sleep(1));
          Task<?> waiting = task("waiting", () -> sleep(2));
          settle();
          Asyncio.futureAddToAwaitedBy(end, waiting);

          assertThat(tree()).isEqualTo("Task-1 is running\nwaiting sleeps:\n└── end sleeps");
        });
  }

  @Test
  void textNamesPlaces() {
    VirtualTime.run(
        () -> {
          task("sleeper", WaitGraphTest::settle);
          sleep(0);

          assertThat(graph().toString())
              .containsPattern(
                  "sleeper at org\\.asyncio4j\\.userland\\.WaitGraphTest"
                      + "\\.settle\\(WaitGraphTest\\.java:\\d+\\) sleeps");
        });
  }

  // --- cycles -----------------------------------------------------------------------------------

  @Test
  void twoLocksInOppositeOrderAreACycle() {
    VirtualTime.run(
        () -> {
          var one = new Lock();
          var two = new Lock();
          Task<?> a = task("a", () -> holdBoth(one, two));
          Task<?> b = task("b", () -> holdBoth(two, one));
          settle();
          assertThat(graph().cycles()).isEmpty();
          sleep(1);

          assertThat(graph().cycles()).containsExactly(List.of(a, b));
          assertThat(graph().waitsFor(a)).containsExactly(b);
          assertThat(withoutPlaces(Asyncio.formatCallGraph(b)))
              .contains("\n  + Waits for: Lock[locked, waiters=1] held by Task 'a'\n")
              .endsWith(
                  "\ncycle: b -> Lock[locked, waiters=1] held by a"
                      + " -> Lock[locked, waiters=1] held by b");
        });
  }

  @Test
  void deadlockErrorShowsTheTreeAndTheCycle() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      var one = new Lock();
                      var two = new Lock();
                      Task<?> a = task("a", () -> holdBoth(one, two));
                      Task<?> b = task("b", () -> holdBoth(two, one));
                      await(gather(a, b));
                    }))
        .isInstanceOf(DeadlockError.class)
        .satisfies(
            error ->
                assertThat(withoutPlaces(error.getMessage()))
                    .isEqualTo(
                        """
                        deadlock: nothing is ready and no timer is pending, but these tasks wait:
                          cycle: a -> Lock[locked, waiters=1] held by b -> Lock[locked, waiters=1] \
                        held by a
                          Task-1 waits for gather:
                          ├── a waits for Lock[locked, waiters=1], held by:
                          │   └── b waits for Lock[locked, waiters=1], held by:
                          │       └── a (above)
                          └── b (above)"""));
  }

  @Test
  void taskThatWaitsForItsOwnLockIsACycle() {
    assertThatThrownBy(
            () ->
                VirtualTime.run(
                    () -> {
                      var lock = new Lock();
                      lock.acquire();
                      lock.acquire();
                    }))
        .isInstanceOf(DeadlockError.class)
        .hasMessageContaining("  cycle: Task-1 -> Lock[locked, waiters=1] held by Task-1\n");
  }

  @Test
  void cycleGoesThroughAwaitsAndLocks() {
    VirtualTime.run(
        () -> {
          var lock = new Lock();
          var owner = new ArrayList<Task<?>>();
          Task<?> child =
              task(
                  "child",
                  () -> {
                    sleep(1);
                    lock.acquire();
                  });
          owner.add(
              task(
                  "owner",
                  () -> {
                    lock.acquire();
                    Asyncio.wait(Set.of(child));
                  }));
          task("bystander", () -> await(owner.getFirst()));
          sleep(2);

          assertThat(graph().cycles()).containsExactly(List.of(child, owner.getFirst()));
          assertThat(tree().lines().findFirst())
              .hasValue(
                  "cycle: child -> Lock[locked, waiters=1] held by owner"
                      + " -> wait(ALL_COMPLETED) -> child");
        });
  }

  @Test
  void waitThatOneOfSeveralCanEndIsNoCycle() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(2);
          Task<?> stuck =
              task(
                  "stuck",
                  () -> {
                    semaphore.acquire();
                    sleep(1);
                    semaphore.acquire();
                  });
          Task<?> other =
              task(
                  "other",
                  () -> {
                    try (var _ = semaphore.acquire()) {
                      sleep(5);
                    }
                  });
          sleep(2);

          assertThat(graph().waitsFor(stuck)).containsExactly(stuck, other);
          assertThat(graph().cycles()).isEmpty();
          sleep(5);
          assertThat(stuck.done()).isTrue();
        });
  }

  @Test
  void semaphoreAllOfWhoseHoldersAreStuckIsACycle() {
    VirtualTime.run(
        () -> {
          var semaphore = new Semaphore(2);
          Action twice =
              () -> {
                semaphore.acquire();
                sleep(1);
                semaphore.acquire();
              };
          Task<?> a = task("a", twice);
          Task<?> b = task("b", twice);
          sleep(2);

          assertThat(graph().waitsFor(b)).containsExactly(a, b);
          assertThat(graph().cycles()).containsExactly(List.of(a));
        });
  }

  @Test
  void waitWithATimeLimitIsNoCycle() {
    VirtualTime.run(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          tasks.add(task("a", () -> Asyncio.wait(Set.of(tasks.getLast()), 5)));
          tasks.add(task("b", () -> await(tasks.getFirst())));
          settle();

          assertThat(graph().waitsFor(tasks.getFirst())).containsExactly(tasks.getLast());
          assertThat(graph().cycles()).isEmpty();
          await(tasks.getLast());
        });
  }

  @Test
  void childThatWaitsForALockOfItsGroupsBlockIsNoCycle() {
    VirtualTime.run(
        () -> {
          var lock = new Lock();
          TaskGroup.run(
              group -> {
                try (var _ = lock.acquire()) {
                  group.createTask(() -> holdFor(1, lock), TaskOptions.named("child"));
                  settle();

                  assertThat(graph().cycles()).isEmpty();
                  assertThat(tree())
                      .isEqualTo(
                          """
                          Task-1 is running
                          └── child waits for Lock[locked, waiters=1], held by:
                              └── Task-1 (above)""");
                }
              });
        });
  }

  // --- where and when ---------------------------------------------------------------------------

  @Test
  void loopThatStandsStillCanBeLookedAt() {
    EventLoop loop = VirtualTime.newEventLoop();
    loop.setExceptionHandler((_, report) -> assertThat(report.message()).contains("pending"));
    var event = new Event();
    Task<?> waiting =
        loop.runUntilComplete(
            () -> {
              Task<?> task = task("waiting", event::await);
              settle();
              return task;
            });
    String before = WaitGraph.of(loop).format();
    loop.close();

    assertThat(withoutPlaces(before)).isEqualTo("waiting waits for Event[unset, waiters=1]");
    assertThat(WaitGraph.of(loop).format()).isEqualTo(before);
    assertThat(WaitGraph.of(loop).tasks()).hasSize(1).contains(waiting);
  }

  @Test
  void loopWithoutTasksHasAnEmptyGraph() {
    EventLoop loop = VirtualTime.newEventLoop();

    assertThat(WaitGraph.of(loop).format()).isEmpty();
    assertThat(WaitGraph.of(loop).tasks()).isEmpty();
    assertThat(WaitGraph.of(loop).cycles()).isEmpty();
    loop.close();
  }

  @Test
  void graphIsThatOfOneMoment() {
    VirtualTime.run(
        () -> {
          Task<?> sleeper = task("sleeper", () -> sleep(1));
          Task<?> waiting = task("waiting", () -> await(sleeper));
          settle();
          WaitGraph graph = graph();
          String text = graph.format();
          await(waiting);

          assertThat(graph.format()).isEqualTo(text);
          assertThat(graph.waitsFor(waiting)).containsExactly(sleeper);
          assertThat(graph().waitsFor(waiting)).isEmpty();
        });
  }

  @Test
  void longChainIsDrawnToItsEnd() {
    VirtualTime.run(
        () -> {
          Task<?> last = task("0", () -> sleep(10));
          int length = 3_000;
          for (int i = 1; i <= length; i++) {
            Task<?> previous = last;
            last = task(String.valueOf(i), () -> await(previous));
          }
          settle();

          assertThat(tree().lines())
              .hasSize(length + 2 + length / 51)
              .anyMatch(line -> line.endsWith("└── 0 sleeps"))
              .anyMatch(line -> line.endsWith("└── " + (length - 51) + " (below)"));
          await(last);
        });
  }
}
