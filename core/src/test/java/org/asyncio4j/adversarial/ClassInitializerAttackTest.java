package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.asyncio4j.EventLoop;
import org.asyncio4j.Future;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Class initializers that block, fail or wait: a thread inside one is pinned. */
@HardLimit
final class ClassInitializerAttackTest {
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

  @Test
  void taskThatSleepsInAnInitializerHoldsUpThoseThatUseTheClassAndNoLonger() {
    run(
        () -> {
          Class<?> type =
              Initializer.of(
                  () -> {
                    Thread.sleep(3);
                    trace.add("initialized");
                  });
          var tasks = new ArrayList<Future<?>>();
          for (int i = 0; i < 3; i++) {
            tasks.add(
                createTask(
                    () -> {
                      Initializer.use(type);
                      trace.add("used");
                    }));
          }
          tasks.add(Place.CALL_SOON.run(getRunningLoop(), () -> Initializer.use(type)));
          tasks.forEach(org.asyncio4j.Asyncio::await);
        });

    assertThat(trace).containsExactly("initialized", "used", "used", "used");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void initializerInEveryPlaceWaitsForAForeignThread(Place place) throws InterruptedException {
    var release = new CountDownLatch(1);
    try (var foreign = new Foreign()) {
      run(
          () -> {
            Class<?> type =
                Initializer.of(
                    () -> {
                      Thread blocks = Thread.currentThread();
                      foreign.start(
                          () -> {
                            Foreign.awaitBlocked(blocks);
                            release.countDown();
                          });
                      release.await();
                      trace.add("initialized");
                    });
            await(place.run(getRunningLoop(), () -> Initializer.use(type)));
            await(createTask(() -> Initializer.use(type)));
            trace.add("used");
          });
    }

    assertThat(trace).containsExactly("initialized", "used");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void initializerThatFailsFailsItsUsersAndNotTheLoop(Place place) {
    run(
        () -> {
          var failure = new IllegalArgumentException("in the initializer");
          Class<?> type =
              Initializer.of(
                  () -> {
                    throw failure;
                  });
          Future<?> first = place.run(getRunningLoop(), () -> Initializer.use(type));
          assertThatThrownBy(() -> await(first)).isInstanceOf(ExceptionInInitializerError.class);
          Task<?> second = createTask(() -> Initializer.use(type));
          assertThatThrownBy(() -> await(second)).isInstanceOf(NoClassDefFoundError.class);
          trace.add("the loop goes on");
        });

    assertThat(trace).containsExactly("the loop goes on");
  }

  @Test
  void awaitInAnInitializerIsRefusedOnTheLoopEngineAndWorksOnTheOther() {
    run(
        () -> {
          Class<?> type =
              Initializer.of(
                  () -> {
                    sleep(0.001);
                    trace.add("initialized");
                  });
          Task<?> task = createTask(() -> Initializer.use(type));
          if (Engine.isHandoff()) {
            await(task);
          } else {
            assertThatThrownBy(() -> await(task))
                .isInstanceOf(ExceptionInInitializerError.class)
                .hasStackTraceContaining("cannot suspend here");
          }
          sleep(0);
          await(createTask(() -> Thread.sleep(1)));
          trace.add("the loop goes on");
        });

    assertThat(trace).endsWith("the loop goes on").hasSize(Engine.isHandoff() ? 2 : 1);
  }

  @Test
  void initializerOnAForeignThreadWaitsForTheLoop() throws InterruptedException {
    try (var foreign = new Foreign()) {
      run(
          () -> {
            EventLoop loop = getRunningLoop();
            Future<String> used = loop.createFuture();
            Class<?> type =
                Initializer.of(
                    () ->
                        trace.add(
                            runCoroutineThreadsafe(() -> sleep(0.001, "answer"), loop).get()));
            foreign.start(
                () -> {
                  Initializer.use(type);
                  loop.callSoonThreadsafe(() -> used.setResult("used"));
                });
            trace.add(await(used));
          });
    }

    assertThat(trace).containsExactly("answer", "used");
  }

  @Test
  void callbackAndTaskWaitForAnInitializerOnAnotherThread() {
    run(
        () -> {
          var begun = new CountDownLatch(1);
          Class<?> type =
              Initializer.of(
                  () -> {
                    begun.countDown();
                    Thread.sleep(3);
                    trace.add("initialized");
                  });
          Task<?> first = createTask(() -> toThread(() -> Initializer.use(type)));
          sleep(0);
          Future<?> callback =
              Place.CALL_SOON.run(
                  getRunningLoop(),
                  () -> {
                    begun.await();
                    Initializer.use(type);
                    trace.add("callback");
                  });
          await(createTask(() -> Initializer.use(type)));
          await(callback);
          await(first);
        });

    assertThat(trace).containsExactly("initialized", "callback");
  }

  @Test
  void initializerThatStartsThreadsAndJoinsThemInACallback() {
    run(
        () -> {
          Class<?> type =
              Initializer.of(
                  () -> {
                    for (int i = 0; i < 5; i++) {
                      Thread.startVirtualThread(() -> trace.add("virtual")).join();
                      Thread.ofPlatform().start(() -> trace.add("platform")).join();
                    }
                  });
          await(Place.CALL_SOON.run(getRunningLoop(), () -> Initializer.use(type)));
          await(Place.STACKLESS_STEP.run(getRunningLoop(), () -> Initializer.use(type)));
        });

    assertThat(trace).hasSize(10);
  }

  /** The run is a foreign thread's: its tasks are not inside the initializer. */
  @Test
  void initializerRunsALoop() throws InterruptedException {
    try (var foreign = new Foreign()) {
      foreign.start(
          () -> {
            Class<?> type =
                Initializer.of(
                    () ->
                        run(
                            () -> {
                              sleep(0.001);
                              await(
                                  Place.CALL_SOON.run(
                                      getRunningLoop(), () -> trace.add("callback")));
                              trace.add("task");
                            }));
            Initializer.use(type);
          });
    }

    assertThat(trace).containsExactly("callback", "task");
  }
}
