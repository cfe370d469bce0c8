package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.anext;
import static org.asyncio4j.Asyncio.asyncGenerator;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.AsyncGenerator.Emitter;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;

/** What an asynchronous generator and whoever pulls say to each other. */
final class AsyncGeneratorTest {
  private final List<String> log = new ArrayList<>();

  private static AsyncGenerator<Integer> upTo(int limit) {
    return asyncGenerator(
        out -> {
          for (int i = 1; i <= limit; i++) {
            sleep(1);
            out.emit(i);
          }
        });
  }

  private AsyncGenerator<String> logged() {
    return asyncGenerator(
        out -> {
          log.add("begin");
          try {
            out.emit("one");
            log.add("between");
            out.emit("two");
          } finally {
            log.add("finally");
          }
        });
  }

  @Test
  void forEachWaitsForEachElement() {
    VirtualTime.run(
        () -> {
          EventLoop loop = Asyncio.getRunningLoop();
          List<String> seen = new ArrayList<>();
          for (int element : upTo(3)) {
            seen.add(element + " at " + loop.time());
          }

          assertThat(seen).containsExactly("1 at 1.0", "2 at 2.0", "3 at 3.0");
        });
  }

  @Test
  void bodyRunsOnlyWhenAnElementIsAskedFor() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<String> generator = logged();
          assertThat(log).isEmpty();

          assertThat(generator.anext()).isEqualTo("one");
          sleep(1);
          assertThat(log).containsExactly("begin");

          assertThat(generator.anext()).isEqualTo("two");
          assertThat(log).containsExactly("begin", "between");
        });
  }

  @Test
  void endIsNoSuchElementAndStaysSo() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = upTo(1);
          assertThat(anext(generator)).isEqualTo(1);

          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(generator::anext)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageStartingWith("AsyncGenerator[" + AsyncGeneratorTest.class.getName())
                .hasMessageEndingWith(", CLOSED] has no more elements");
            assertThat(anext(generator, 0)).isZero();
            assertThat(anext(generator, null)).isNull();
            assertThat(generator.iterator().hasNext()).isFalse();
          }
        });
  }

  @Test
  void defaultIsNotUsedWhileThereAreElements() {
    VirtualTime.run(() -> assertThat(anext(upTo(1), 7)).isEqualTo(1));
  }

  @Test
  void secondForGoesOnWhereTheFirstWasLeft() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = upTo(4);
          List<Integer> seen = new ArrayList<>();
          for (int element : generator) {
            seen.add(element);
            if (element == 2) {
              break;
            }
          }
          seen.add(0);
          for (int element : generator) {
            seen.add(element);
          }

          assertThat(seen).containsExactly(1, 2, 0, 3, 4);
          assertThat(generator.iterator()).isSameAs(generator.iterator());
        });
  }

  @Test
  void hasNextKeepsItsElementForWhoeverTakesIt() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = upTo(3);
          Iterator<Integer> iterator = generator.iterator();

          assertThat(iterator.hasNext()).isTrue();
          assertThat(iterator.hasNext()).isTrue();
          assertThat(generator.anext()).isEqualTo(1);
          assertThat(iterator.next()).isEqualTo(2);
          assertThat(generator.anext()).isEqualTo(3);
          assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void exceptionOfTheBodyReachesThePullerOnce() {
    var broken = new IOException("broken");
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              out.emit(1);
              sleep(1);
              throw broken;
            });
    VirtualTime.run(
        () -> {
          assertThat(generator.anext()).isEqualTo(1);
          assertThatThrownBy(generator::anext).isSameAs(broken);
          assertThatThrownBy(generator::anext).isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void sentValueIsWhatEmitReturns() {
    AsyncGenerator<Integer> summing =
        asyncGenerator(
            out -> {
              int sum = 0;
              while (true) {
                Integer sent = out.emitAndReceive(sum, Integer.class);
                sum += sent == null ? 1000 : sent;
              }
            });
    VirtualTime.run(
        () -> {
          assertThat(summing.anext()).isEqualTo(0);
          assertThat(summing.asend(3)).isEqualTo(3);
          assertThat(summing.asend(4)).isEqualTo(7);
          assertThat(summing.anext()).isEqualTo(1007);
          assertThatThrownBy(() -> summing.asend("five"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("got a java.lang.String, expected a java.lang.Integer");
          assertThatThrownBy(() -> summing.asend(1)).isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void nothingCanBeSentToABodyThatHasNotStarted() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<String> generator = logged();

          assertThatThrownBy(() -> generator.asend(1))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("asend(): AsyncGenerator[")
              .hasMessageEndingWith("CREATED] has not started, expected anext() before");
          assertThat(generator.anext()).isEqualTo("one");
        });
  }

  @Test
  void sendAndThrowDoNotPassOverAnElementThatWasPulledAhead() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<String> generator = logged();
          assertThat(generator.iterator().hasNext()).isTrue();

          assertThatThrownBy(() -> generator.asend(1))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("asend(): hasNext() has pulled an element of");
          assertThatThrownBy(() -> generator.athrow(new IOException()))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageStartingWith("athrow(): hasNext() has pulled an element of");
          assertThat(generator.anext()).isEqualTo("one");
        });
  }

  @Test
  void whatIsThrownIntoTheBodyMayBeCaughtThere() {
    AsyncGenerator<String> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit("first");
              } catch (IllegalArgumentException caught) {
                sleep(1);
                out.emit(caught.getMessage());
              }
            });
    VirtualTime.run(
        () -> {
          assertThat(generator.anext()).isEqualTo("first");
          assertThat(generator.athrow(new IllegalArgumentException("thrown"))).isEqualTo("thrown");
          assertThatThrownBy(generator::anext).isInstanceOf(NoSuchElementException.class);
          assertThatThrownBy(() -> generator.athrow(new IOException()))
              .isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void whatTheBodyDoesNotCatchComesBack() {
    var thrown = new IOException("thrown");
    VirtualTime.run(
        () -> {
          AsyncGenerator<String> started = logged();
          started.anext();
          AsyncGenerator<String> created = logged();

          assertThatThrownBy(() -> started.athrow(thrown)).isSameAs(thrown);
          assertThat(log).containsExactly("begin", "finally");
          assertThatThrownBy(() -> created.athrow(thrown)).isSameAs(thrown);
          assertThat(log).hasSize(2);
          assertThatThrownBy(created::anext).isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void closingThrowsGeneratorExitAtTheEmit() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<String> generator = logged();
          generator.anext();

          generator.aclose();
          generator.aclose();

          assertThat(log).containsExactly("begin", "finally");
          assertThatThrownBy(generator::anext).isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void generatorExitHasTheStackOfTheBody() {
    var exit = new AtomicReference<GeneratorExit>();
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = asyncGenerator(out -> emitCatching(out, exit));
          generator.anext();
          generator.close();
        });

    assertThat(exit.get().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("emitCatching"));
  }

  private static void emitCatching(Emitter<Integer> out, AtomicReference<GeneratorExit> exit) {
    try {
      out.emit(1);
    } catch (GeneratorExit caught) {
      exit.set(caught); // and the body ends, which is as good as passing it on
    }
  }

  @Test
  void leavingTryWithResourcesEarlyClosesTheGenerator() {
    VirtualTime.run(
        () -> {
          try (AsyncGenerator<String> generator = logged()) {
            for (String element : generator) {
              log.add(element);
              break;
            }
          }

          assertThat(log).containsExactly("begin", "one", "finally");
        });
  }

  @Test
  void cleanUpMayWait() {
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } finally {
                sleep(2);
                log.add("cleaned up");
              }
            });
    VirtualTime.run(
        () -> {
          generator.anext();
          generator.close();

          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(2);
          assertThat(log).containsExactly("cleaned up");
        });
  }

  @Test
  void exceptionOfTheCleanUpReachesTheCloser() {
    var broken = new IOException("broken");
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } catch (GeneratorExit exit) {
                throw broken;
              }
            });
    VirtualTime.run(
        () -> {
          generator.anext();
          assertThatThrownBy(generator::aclose).isSameAs(broken);
          generator.aclose();
        });
  }

  @Test
  void emittingWhileBeingClosedIsAnError() {
    AsyncGenerator<Integer> stubborn =
        asyncGenerator(
            out -> {
              for (int i = 1; true; i++) {
                try {
                  out.emit(i);
                } catch (GeneratorExit ignored) {
                  log.add("ignored");
                  if (i > 3) {
                    throw ignored;
                  }
                }
              }
            });
    VirtualTime.run(
        () -> {
          assertThat(stubborn.anext()).isEqualTo(1);
          assertThatThrownBy(stubborn::aclose)
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("async generator ignored GeneratorExit");
          assertThat(log).containsExactly("ignored");
          // As in CPython it stands where it has emitted, and can go on.
          assertThat(stubborn.anext()).isEqualTo(3);
          assertThat(stubborn.anext()).isEqualTo(4);
          stubborn.aclose();
        });
  }

  @Test
  void thrownGeneratorExitIsAnOrdinaryException() {
    var exit = new GeneratorExit();
    AsyncGenerator<Integer> catching =
        asyncGenerator(
            out -> {
              try {
                out.emit(1);
              } catch (GeneratorExit caught) {
                out.emit(99);
              }
            });
    VirtualTime.run(
        () -> {
          AsyncGenerator<String> passing = logged();
          passing.anext();
          catching.anext();

          assertThatThrownBy(() -> passing.athrow(exit)).isSameAs(exit);
          assertThat(catching.athrow(exit)).isEqualTo(99);
        });
  }

  @Test
  void generatorThatNeverStartedNeedsNoTaskToBeClosed() {
    AsyncGenerator<String> generator = logged();

    generator.close();

    assertThat(log).isEmpty();
    assertThat(generator)
        .hasToString("AsyncGenerator[%s, CLOSED]".formatted(AsyncGeneratorTest.class.getName()));
  }

  @Test
  void onlyOnePullAtATime() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> generator = upTo(2);
          Task<Integer> first = createTask(generator::anext);
          sleep(0);

          assertRunning("anext", generator::anext);
          assertRunning("anext", () -> assertThat(generator.iterator().hasNext()).isTrue());
          assertRunning("asend", () -> generator.asend(1));
          assertRunning("athrow", () -> generator.athrow(new IOException()));
          assertRunning("aclose", generator::aclose);
          assertThat(await(first)).isEqualTo(1);
          assertThat(generator.anext()).isEqualTo(2);
        });
  }

  private static void assertRunning(String caller, Action pull) {
    assertThatThrownBy(pull::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(caller + "(): asynchronous generator is already running: Async")
        .hasMessageEndingWith("RUNNING]");
  }

  @Test
  void bodyCannotPullItself() {
    var self = new AtomicReference<AsyncGenerator<Integer>>();
    self.set(asyncGenerator(out -> out.emit(self.get().anext())));
    VirtualTime.run(() -> assertRunning("anext", () -> self.get().anext()));
  }

  @Test
  void pullingNeedsATask() {
    AsyncGenerator<Integer> generator = upTo(1);

    assertThatThrownBy(generator::anext)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no running event loop: call this inside Asyncio.run");
  }

  @Test
  void generatorStaysWithItsLoop() {
    AsyncGenerator<Integer> generator = upTo(3);
    EventLoop first = VirtualTime.newEventLoop();
    EventLoop second = VirtualTime.newEventLoop();
    first.runUntilComplete(() -> generator.anext());

    assertThatThrownBy(() -> second.runUntilComplete(() -> generator.anext()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("anext(): AsyncGenerator[")
        .hasMessageEndingWith("SUSPENDED] is attached to a different loop");
    assertThat(first.runUntilComplete(() -> generator.anext())).isEqualTo(2);
    first.runUntilComplete(generator::aclose);
    first.close();
    second.close();
  }

  @Test
  void onlyTheRunningBodyMayEmit() {
    var leaked = new AtomicReference<Emitter<Integer>>();
    AsyncGenerator<Integer> generator =
        asyncGenerator(
            out -> {
              leaked.set(out);
              assertRefused(() -> await(createTask(() -> out.emit(1))));
              AsyncGenerator<Integer> inner = asyncGenerator(innerOut -> out.emit(1));
              assertRefused(inner::anext);
              out.emit(2);
            });
    VirtualTime.run(
        () -> {
          assertThat(generator.anext()).isEqualTo(2);
          assertRefused(() -> leaked.get().emit(3));
          assertThat(anext(generator, null)).isNull();
          assertRefused(() -> leaked.get().emit(4));
        });
  }

  private static void assertRefused(Action emit) {
    assertThatThrownBy(emit::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("emit: only the running body of AsyncGenerator[");
  }

  @Test
  void nullIsNoElement() {
    AsyncGenerator<String> generator = asyncGenerator(out -> out.emit(null));
    VirtualTime.run(
        () ->
            assertThatThrownBy(generator::anext)
                .isInstanceOf(NullPointerException.class)
                .hasMessage("value"));
    assertThatThrownBy(() -> asyncGenerator(null)).hasMessage("body");
  }

  @Test
  void streamWaitsAndClosesTheGenerator() {
    VirtualTime.run(
        () -> {
          AsyncGenerator<Integer> endless = upTo(Integer.MAX_VALUE);
          try (var stream = endless.stream()) {
            assertThat(stream.filter(i -> i % 2 == 0).map(i -> i * 10).limit(3))
                .containsExactly(20, 40, 60);
          }

          assertThat(Asyncio.getRunningLoop().time()).isEqualTo(6);
          assertThatThrownBy(endless::anext).isInstanceOf(NoSuchElementException.class);
        });
  }

  @Test
  void resultsOfAsCompletedAreAStream() {
    VirtualTime.run(
        () -> {
          var tasks =
              List.of(3, 1, 2).stream()
                  .map(
                      seconds ->
                          createTask(
                              () -> {
                                sleep(seconds);
                                return seconds;
                              }))
                  .toList();

          assertThat(Asyncio.asCompleted(tasks).stream()).containsExactly(1, 2, 3);
        });
  }
}
