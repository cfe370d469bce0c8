package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asyncio4j.testing.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is bound to threads follows tasks, callbacks and work on other threads. */
final class CarriedTest {
  private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
  private static final ScopedValue<String> SCOPED = ScopedValue.newInstance();

  /** As SLF4J's: a map of each thread, which may be missing. */
  private static final class Diagnostics {
    private static final ThreadLocal<Map<String, String>> MAP = new ThreadLocal<>();

    static void put(String key, String value) {
      Map<String, String> map = MAP.get();
      Map<String, String> changed = map == null ? new HashMap<>() : new HashMap<>(map);
      changed.put(key, value);
      MAP.set(changed);
    }

    static @Nullable Map<String, String> copy() {
      Map<String, String> map = MAP.get();
      return map == null ? null : new HashMap<>(map);
    }
  }

  private static final Carried<Map<String, String>> DIAGNOSTICS =
      Carried.of(Diagnostics::copy, Diagnostics.MAP::set, Diagnostics.MAP::remove);

  private final List<String> log = new ArrayList<>();

  @AfterEach
  void forget() {
    LOCAL.remove();
    Diagnostics.MAP.remove();
  }

  /** Runs a program in a context of its own that carries these. */
  private static void carrying(Action program, Carried<?>... carried) throws Exception {
    new Context()
        .run(
            () -> {
              Context.carry(carried);
              VirtualTime.run(program);
            });
  }

  private void see(String who) {
    log.add(who + " " + LOCAL.get());
  }

  @Test
  void threadLocalOfTheCallerOfRunIsSeenInMain() throws Exception {
    LOCAL.set("caller's");

    carrying(() -> see("main"), Carried.of(LOCAL));

    assertThat(log).containsExactly("main caller's");
  }

  @Test
  void taskSeesWhatItsCreatorHadAtItsCreation() throws Exception {
    carrying(
        () -> {
          LOCAL.set("request 1");
          Task<?> first = createTask(() -> see("first"));
          LOCAL.set("request 2");
          Task<?> second =
              createTask(
                  () -> {
                    await(createTask(() -> see("grandchild")));
                    see("second");
                  });
          LOCAL.remove();
          Task<?> third = createTask(() -> see("third"));
          await(first);
          await(second);
          await(third);
          see("main");
        },
        Carried.of(LOCAL));

    assertThat(log)
        .containsExactly(
            "first request 1",
            "third null",
            "grandchild request 2",
            "second request 2",
            "main null");
  }

  @Test
  void withoutBeingCarriedItDoesNotFollow() {
    VirtualTime.run(
        () -> {
          LOCAL.set("creator's");
          await(createTask(() -> see("task")));
        });

    assertThat(log).containsExactly("task null");
  }

  @Test
  void changesStayInTheTaskAcrossItsSuspensions() throws Exception {
    carrying(
        () -> {
          LOCAL.set("main's");
          Task<?> task =
              createTask(
                  () -> {
                    LOCAL.set("task's");
                    sleep(2);
                    see("task");
                  });
          sleep(1);
          see("main");
          await(task);
          see("main");
        },
        Carried.of(LOCAL));

    assertThat(log).containsExactly("main main's", "task task's", "main main's");
  }

  @Test
  void recycledThreadOfATaskHandsNothingOver() throws Exception {
    carrying(
        () -> {
          LOCAL.set("secret");
          await(createTask(() -> LOCAL.set("more secret")));
          LOCAL.remove();
          await(createTask(() -> see("next")));
        },
        Carried.of(LOCAL));

    assertThat(log).containsExactly("next null");
  }

  @Test
  void eagerTaskSeesItInItsFirstStepToo() throws Exception {
    carrying(
        () -> {
          LOCAL.set("creator's");
          var eager = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);
          Task<?> task =
              createTask(
                  () -> {
                    see("first step");
                    LOCAL.set("task's");
                    sleep(0);
                    see("second step");
                  },
                  eager);
          see("creator");
          await(task);
        },
        Carried.of(LOCAL));

    assertThat(log)
        .containsExactly("first step creator's", "creator creator's", "second step task's");
  }

  @Test
  void callbacksSeeItAndLeaveNothingBehind() throws Exception {
    carrying(
        () -> {
          EventLoop loop = getRunningLoop();
          Future<String> future = loop.createFuture();
          LOCAL.set("scheduler's");
          loop.callSoon(
              () -> {
                see("soon");
                LOCAL.set("changed by a callback");
              });
          loop.callLater(1, () -> see("later"));
          future.addDoneCallback(_ -> see("done"));
          LOCAL.remove();
          loop.callSoon(() -> see("other"));
          loop.callSoon(() -> see("without"), new Context());
          future.setResult("result");
          sleep(2);
        },
        Carried.of(LOCAL));

    assertThat(log)
        .containsExactly(
            "soon scheduler's",
            "other null",
            "without null",
            "done scheduler's",
            "later scheduler's");
  }

  @Test
  void tasksThatACallbackMakesSeeWhatTheCallbackSees() throws Exception {
    carrying(
        () -> {
          LOCAL.set("scheduler's");
          getRunningLoop().callSoon(() -> createTask(() -> see("task")));
          LOCAL.remove();
          sleep(1);
        },
        Carried.of(LOCAL));

    assertThat(log).containsExactly("task scheduler's");
  }

  @Test
  @Timeout(60)
  void codeThatAnotherThreadRunsInACopySeesItAndLeavesTheThreadAsItWas() throws Exception {
    carrying(
        () -> {
          LOCAL.set("task's");
          Context copy = Context.copyContext();
          Thread thread =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        LOCAL.set("thread's");
                        runQuietly(copy, () -> see("inside"));
                        see("outside");
                      });
          thread.join();
        },
        Carried.of(LOCAL));

    assertThat(log).containsExactly("inside task's", "outside thread's");
  }

  private static void runQuietly(Context context, Action body) {
    try {
      context.run(body);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void exceptionHandlerSeesWhatTheFailedCallbackSaw() throws Exception {
    carrying(
        () -> {
          getRunningLoop().setExceptionHandler((_, _) -> see("handler"));
          LOCAL.set("callback's");
          getRunningLoop()
              .callSoon(
                  () -> {
                    throw new IllegalStateException("broken");
                  });
          LOCAL.remove();
          sleep(1);
        },
        Carried.of(LOCAL));

    assertThat(log).containsExactly("handler callback's");
  }

  @Test
  void mapOfALoggerFollowsAndEachTaskHasItsOwn() throws Exception {
    carrying(
        () -> {
          await(createTask(() -> log.add("without " + Diagnostics.copy())));
          Diagnostics.put("request", "7");
          await(
              createTask(
                  () -> {
                    Diagnostics.put("step", "child");
                    log.add("child " + Diagnostics.copy());
                  }));
          log.add("main " + Diagnostics.copy());
        },
        DIAGNOSTICS);

    assertThat(log)
        .containsExactly("without null", "child {request=7, step=child}", "main {request=7}");
  }

  @Test
  void valueThatIsChangedInPlaceIsCopied() throws Exception {
    var names = new ThreadLocal<List<String>>();
    carrying(
        () -> {
          names.set(new ArrayList<>(List.of("main's")));
          await(createTask(() -> names.get().add("task's")));
          log.addAll(names.get());
          names.remove();
        },
        Carried.of(names, ArrayList::new));

    assertThat(log).containsExactly("main's");
  }

  @Test
  void scopedValueOfTheCallerOfRunIsSeenInMainAndInItsTasks() throws Exception {
    ScopedValue.where(SCOPED, "caller's")
        .call(
            () -> {
              carrying(
                  () -> {
                    log.add("main " + SCOPED.get());
                    await(createTask(() -> log.add("task " + SCOPED.get())));
                  },
                  Carried.of(SCOPED));
              return null;
            });

    assertThat(log).containsExactly("main caller's", "task caller's");
  }

  @Test
  void scopedValueHoldsInWhatIsMadeInItsScopeAfterTheScopeHasEnded() throws Exception {
    carrying(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          ScopedValue.where(SCOPED, "inside")
              .run(
                  () -> {
                    tasks.add(createTask(CarriedTest.this::seeScopedAcrossASuspension));
                    getRunningLoop().callLater(2, () -> log.add("callback " + SCOPED.get()));
                  });
          log.add("main " + SCOPED.isBound());
          tasks.add(createTask(() -> log.add("outside " + SCOPED.isBound())));
          for (Task<?> task : tasks) {
            await(task);
          }
          sleep(2);
        },
        Carried.of(SCOPED));

    assertThat(log)
        .containsExactly(
            "main false", "task inside", "outside false", "task inside", "callback inside");
  }

  private void seeScopedAcrossASuspension() {
    log.add("task " + SCOPED.get());
    sleep(1);
    log.add("task " + SCOPED.get());
  }

  @Test
  void severalFollowTogether() throws Exception {
    carrying(
        () -> {
          LOCAL.set("local");
          Context.carry(Carried.of(SCOPED), DIAGNOSTICS);
          Diagnostics.put("a", "b");
          ScopedValue.where(SCOPED, "scoped")
              .run(
                  () ->
                      getRunningLoop()
                          .callSoon(
                              () -> log.add(LOCAL.get() + SCOPED.get() + Diagnostics.copy())));
          sleep(0);
        },
        Carried.of(LOCAL));

    assertThat(log).containsExactly("localscoped{a=b}");
  }

  @Test
  void failureOfABodyComesOutAsItIs() throws Exception {
    var failure = new IOException("disk");
    carrying(
        () -> {
          LOCAL.set("a");
          Task<?> task =
              createTask(
                  () -> {
                    throw failure;
                  });
          assertThatThrownBy(() -> await(task)).isSameAs(failure);
          Task<?> cancelled = createTask(() -> sleep(9));
          sleep(1);
          cancelled.cancel("why");
          assertThatThrownBy(() -> await(cancelled))
              .isInstanceOf(CancelledError.class)
              .hasMessage("why");
        },
        Carried.of(LOCAL),
        Carried.of(SCOPED));
  }

  @Test
  void copyOfAContextKeepsWhatItCarries() throws Exception {
    var context = new Context();
    context.run(
        () -> {
          LOCAL.set("then");
          Context.carry(Carried.of(LOCAL));
          LOCAL.set("now");
        });

    context.copy().run(() -> see("copy"));
    see("thread");

    assertThat(log).containsExactly("copy then", "thread now");
  }

  @Test
  void missingArgumentsAreNamed() {
    assertThatThrownBy(() -> Carried.of((ThreadLocal<?>) null)).hasMessage("local");
    assertThatThrownBy(() -> Carried.of((ScopedValue<?>) null)).hasMessage("value");
    assertThatThrownBy(() -> Carried.of(LOCAL, null)).hasMessage("copy");
    assertThatThrownBy(() -> Carried.of(null, _ -> {}, () -> {})).hasMessage("capture");
  }
}
