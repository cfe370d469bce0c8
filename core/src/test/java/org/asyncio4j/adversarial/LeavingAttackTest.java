package org.asyncio4j.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;
import static org.asyncio4j.Asyncio.toThread;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.asyncio4j.Action;
import org.asyncio4j.AsyncGenerator;
import org.asyncio4j.EventLoop;
import org.asyncio4j.KeyboardInterrupt;
import org.asyncio4j.SystemExit;
import org.asyncio4j.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link SystemExit} and {@link KeyboardInterrupt}, thrown wherever user code runs. */
@HardLimit
final class LeavingAttackTest {
  private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

  /** Those places from which what is thrown reaches the loop. */
  static Stream<Place> placesThatLetOut() {
    return Stream.of(Place.values())
        // A CompletableFuture keeps what its dependents throw; an observer must not disturb.
        .filter(place -> place != Place.DEPENDENT_OF_A_COMPLETABLE_FUTURE)
        .filter(place -> place != Place.OBSERVER);
  }

  static Stream<Arguments> placesAndThrowables() {
    return placesThatLetOut()
        .flatMap(
            place ->
                Stream.of(new SystemExit(3), new KeyboardInterrupt())
                    .map(thrown -> Arguments.of(place, thrown)));
  }

  private static Throwable thrownBy(Action body) {
    try {
      body.run();
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  @ParameterizedTest
  @MethodSource("placesAndThrowables")
  void whatLeavesTheLoopLeavesRunAndTheTasksCleanUp(Place place, Error thrown) {
    Throwable out =
        thrownBy(
            () ->
                run(
                    () -> {
                      for (int i = 0; i < 3; i++) {
                        createTask(
                            () -> {
                              try {
                                sleep(60);
                              } finally {
                                sleep(0);
                                trace.add("cleaned up");
                              }
                            });
                      }
                      sleep(0);
                      place.arrange(
                          getRunningLoop(),
                          () -> {
                            throw thrown;
                          });
                      sleep(60);
                    }));

    assertThat(out).isSameAs(thrown);
    assertThat(trace).containsExactly("cleaned up", "cleaned up", "cleaned up");
  }

  @ParameterizedTest
  @MethodSource("placesThatLetOut")
  void loopThatWasLeftFromABlockedPlaceRunsOnNextTime(Place place) {
    var exit = new SystemExit(4);
    EventLoop loop = EventLoop.create();
    Task<String> task = loop.createTask(() -> sleep(0.002, "result"));
    Throwable out =
        thrownBy(
            () ->
                loop.runUntilComplete(
                    () -> {
                      place.arrange(
                          loop,
                          () -> {
                            try {
                              Thread.sleep(1);
                            } catch (InterruptedException e) {
                              throw new IllegalStateException(e);
                            }
                            throw exit;
                          });
                      await(task);
                      sleep(60);
                    }));
    assertThat(out).isSameAs(exit);

    trace.add(loop.runUntilComplete(task));
    loop.runUntilComplete(
        () -> {
          await(Place.CALL_SOON.run(loop, () -> Thread.sleep(1)));
          trace.add("callback");
        });
    org.asyncio4j.TestLoops.Reports.of(loop); // of the main task, which is pending
    loop.close();

    assertThat(trace).containsExactly("result", "callback");
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"OBSERVER", "DEPENDENT_OF_A_COMPLETABLE_FUTURE"})
  void placeThatMayNotDisturbDoesNot(Place place) {
    run(
        () -> {
          getRunningLoop().setExceptionHandler((_, report) -> trace.add("reported"));
          place.arrange(
              getRunningLoop(),
              () -> {
                throw new SystemExit(3);
              });
          sleep(0);
          sleep(0);
          trace.add("the loop goes on");
        });

    assertThat(trace).endsWith("the loop goes on");
  }

  @Test
  void exitThrownInAGeneratorInAThreadOrUnderTheJdkLeavesTheLoop() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              out.emit(1);
              throw new SystemExit(5);
            });
    for (Action body :
        List.<Action>of(
            () -> generator.forEach(_ -> {}),
            () ->
                toThread(
                    () -> {
                      throw new SystemExit(5);
                    }),
            () -> {
              Thread.sleep(1);
              throw new SystemExit(5);
            })) {
      Throwable out =
          thrownBy(
              () ->
                  run(
                      () -> {
                        createTask(body);
                        sleep(60);
                      }));

      assertThat(out)
          .isInstanceOfSatisfying(SystemExit.class, e -> assertThat(e.status()).isEqualTo(5));
    }
  }

  @Test
  @LoopEngineOnly(LoopEngineOnly.A_BLOCKED_TASK_HOLDS_THE_LOOP)
  void exitOfACallbackEndsTasksThatAreBlockedInTheJdk() {
    var exit = new SystemExit(6);
    Throwable out =
        thrownBy(
            () ->
                run(
                    () -> {
                      for (int i = 0; i < 3; i++) {
                        createTask(
                            () -> {
                              try {
                                new CountDownLatch(1).await();
                              } finally {
                                Thread.sleep(1);
                                trace.add("cleaned up");
                              }
                            });
                      }
                      sleep(0);
                      getRunningLoop()
                          .callSoon(
                              () -> {
                                throw exit;
                              });
                      sleep(60);
                    }));

    assertThat(out).isSameAs(exit);
    assertThat(trace).containsExactly("cleaned up", "cleaned up", "cleaned up");
  }

  @Test
  void severalThatLeaveOneAfterTheOtherAllLeave() {
    EventLoop loop = EventLoop.create();
    for (int i = 0; i < 5; i++) {
      int status = i;
      loop.callSoon(
          () -> {
            throw new SystemExit(status);
          });
      loop.callSoon(() -> trace.add("callback " + status));
    }
    for (int i = 0; i < 5; i++) {
      int status = i;
      assertThat(thrownBy(loop::runForever))
          .isInstanceOfSatisfying(
              SystemExit.class, exit -> assertThat(exit.status()).isEqualTo(status));
    }
    loop.runUntilComplete(() -> {});
    loop.close();

    assertThat(trace)
        .containsExactly("callback 0", "callback 1", "callback 2", "callback 3", "callback 4");
  }
}
