package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ContextTest {
  private static final ContextVar<String> COLOUR = new ContextVar<>("colour", "none");
  private static final ContextVar<Integer> SIZE = new ContextVar<>("size");

  private final List<String> log = new ArrayList<>();

  private static void paint(String colour) {
    COLOUR.set(colour);
  }

  @Test
  void copyHasTheSameValuesAndNothingElseInCommon() throws Exception {
    var original = new Context();
    original.run(() -> paint("red"));

    var copy = original.copy();
    copy.run(() -> paint("blue"));

    assertThat(original.get(COLOUR)).isEqualTo("red");
    assertThat(copy.get(COLOUR)).isEqualTo("blue");
  }

  @Test
  void copyOfTheCurrentContextStaysAsItIs() {
    VirtualTime.run(
        () -> {
          paint("red");
          var copy = Context.copyContext();
          paint("blue");

          assertThat(copy.get(COLOUR)).isEqualTo("red");
        });
  }

  @Test
  void runMakesItsChangesInTheContextOnly() throws Exception {
    var context = new Context();

    String seen =
        context.run(
            () -> {
              paint("red");
              return COLOUR.get();
            });

    assertThat(seen).isEqualTo("red");
    assertThat(context.get(COLOUR)).isEqualTo("red");
    assertThat(COLOUR.get()).isEqualTo("none");
  }

  @Test
  void whatTheBodyThrowsComesOutAndTheContextIsLeft() throws Exception {
    var context = new Context();
    var failure = new IOException("body");

    assertThatThrownBy(
            () ->
                context.run(
                    () -> {
                      paint("red");
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(COLOUR.get()).isEqualTo("none");
    assertThat(context.get(COLOUR)).isEqualTo("red");
  }

  @Test
  void contextsNest() throws Exception {
    var outer = new Context();
    var inner = new Context();

    outer.run(
        () -> {
          paint("red");
          inner.run(() -> paint("blue"));
          log.add(COLOUR.get());
        });

    assertThat(log).containsExactly("red");
    assertThat(inner.get(COLOUR)).isEqualTo("blue");
  }

  @Test
  void enteringItTwiceIsRefused() throws Exception {
    var outer = new Context();
    var inner = new Context();

    outer.run(
        () -> {
          assertThatThrownBy(() -> outer.run(() -> {}))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("cannot enter context: Context[size=0] is already entered");
          inner.run(
              () ->
                  assertThatThrownBy(() -> outer.run(() -> {}))
                      .isInstanceOf(IllegalStateException.class));
        });
  }

  @Test
  void taskMayBeSuspendedInside() {
    VirtualTime.run(
        () -> {
          var context = new Context();
          var inside =
              createTask(
                  () -> {
                    context.run(
                        () -> {
                          paint("red");
                          sleep(2);
                          log.add("inside: " + COLOUR.get());
                        });
                    log.add("afterwards: " + COLOUR.get());
                  });
          sleep(1);
          log.add("meanwhile: " + COLOUR.get());
          assertThatThrownBy(() -> context.run(() -> {})).isInstanceOf(IllegalStateException.class);
          await(inside);

          assertThat(log).containsExactly("meanwhile: none", "inside: red", "afterwards: none");
        });
  }

  @Test
  void cancellationInsideLeavesTheContext() {
    VirtualTime.run(
        () -> {
          var context = new Context();
          var task =
              createTask(
                  () -> {
                    try {
                      context.run(
                          () -> {
                            paint("red");
                            sleep(9);
                          });
                    } finally {
                      log.add(COLOUR.get());
                    }
                  });
          sleep(1);

          task.cancel();
          sleep(0);

          assertThat(log).containsExactly("none");
          context.run(() -> {}); // may be entered again
        });
  }

  @Test
  @Timeout(60)
  void eachThreadHasAContextOfItsOwn() throws Exception {
    var context = Context.copyContext();
    context.run(
        () -> {
          paint("red");
          var thread = new Thread(() -> log.add(COLOUR.get()));
          thread.start();
          thread.join();
        });

    assertThat(log).containsExactly("none");
  }

  @Test
  void tellsWhatIsInIt() throws Exception {
    var context = new Context();
    assertThat(context.size()).isZero();
    assertThat(context.contains(COLOUR)).isFalse();
    assertThat(context.get(COLOUR)).isNull();

    context.run(
        () -> {
          paint("red");
          SIZE.set(3);
          paint("blue");
        });

    assertThat(context.size()).isEqualTo(2);
    assertThat(context.contains(SIZE)).isTrue();
    assertThat(context.items()).containsEntry(COLOUR, "blue").containsEntry(SIZE, 3).hasSize(2);
    assertThat(context).hasToString("Context[size=2]");
  }

  @Test
  void isAMappingToLookAt() throws Exception {
    var context = new Context();
    context.run(
        () -> {
          SIZE.set(3);
          paint("red");
        });

    assertThat(context.keys()).containsExactly(SIZE, COLOUR);
    assertThat(context.values()).containsExactly(3, "red");
    var seen = new ArrayList<ContextVar<?>>();
    context.forEach(seen::add);
    assertThat(seen).containsExactly(SIZE, COLOUR);
    assertThat(context.get(SIZE, 9)).isEqualTo(3);
    assertThat(new Context().get(SIZE, 9)).isEqualTo(9);
    assertThatThrownBy(() -> context.items().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> context.keys().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  @Timeout(60)
  void contextThatAnotherThreadIsInIsNotEntered() throws Exception {
    var context = new Context();
    context.run(
        () -> {
          Thread thread =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          context.run(() -> log.add("entered"));
                        } catch (Exception refused) {
                          log.add(refused.getMessage());
                        }
                      });
          thread.join();
        });

    assertThat(log).containsExactly("cannot enter context: Context[size=0] is already entered");
  }
}
