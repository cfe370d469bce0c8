package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.captureCallGraph;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.formatCallGraph;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.shield;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Chains that are longer than a stack is deep: nothing may take a frame for each link. */
final class DeepChainTest {
  private static final int DEPTH = 20_000;

  private static Future<String> pending() {
    return getRunningLoop().createFuture();
  }

  /** Wraps {@code inner} many times. */
  private static Future<?> wrapped(Future<?> inner, UnaryOperator<Future<?>> wrap)
      throws Exception {
    Future<?> outer = inner;
    for (int i = 0; i < DEPTH; i++) {
      outer = wrap.apply(outer);
    }
    sleep(0);
    return outer;
  }

  private static Future<?> tasks(Future<?> inner) throws Exception {
    return wrapped(inner, awaited -> createTask(() -> await(awaited)));
  }

  @Test
  void chainOfTasksIsCancelledAtItsHead() {
    run(
        () -> {
          Future<String> inner = pending();
          Future<?> head = tasks(inner);

          head.cancel();

          assertThatThrownBy(() -> await(head)).isInstanceOf(CancelledError.class);
          assertThat(inner.cancelled()).isTrue();
        });
  }

  @Test
  void callGraphOfAChainIsCapturedComparedAndFormatted() {
    run(
        () -> {
          Future<String> inner = pending();
          Future<?> head = tasks(inner);

          FutureCallGraph graph = captureCallGraph(inner);
          FutureCallGraph same = captureCallGraph(inner);

          assertThat(graph.equals(same)).isTrue();
          assertThat(graph).hasSameHashCodeAs(same);
          assertThat(graph.equals(captureCallGraph(head))).isFalse();
          assertThat(formatCallGraph(inner).lines().count()).isGreaterThan(DEPTH);
          inner.setResult("end");
          assertThat(await(head)).isEqualTo("end");
        });
  }

  @Test
  void graphsThatDifferAtTheFarEndOnlyAreNotEqual() {
    run(
        () -> {
          Future<String> inner = pending();
          Future<?> head = tasks(inner);
          FutureCallGraph before = captureCallGraph(inner);

          Task<?> further = createTask(() -> await(head));
          sleep(0);

          assertThat(before.equals(captureCallGraph(inner))).isFalse();
          inner.setResult("end");
          await(further);
        });
  }

  @Test
  void shieldsOfShieldsAndGathersOfGathersAreNamed() {
    run(
        () -> {
          Future<String> inner = pending();
          Future<?> shields = wrapped(inner, shielded -> shield(shielded));
          Future<?> gathers = wrapped(inner, gathered -> gather(List.of(gathered)));

          assertThat(captureCallGraph(inner).awaitedBy())
              .extracting(FutureCallGraph::future)
              .containsExactly(shields, gathers);
          inner.setResult("end");
          await(shields);
          await(gathers);
        });
  }

  @Test
  void nestedGroupsOfExceptionsAreTakenApart() {
    var lone = new IllegalStateException("lone");
    Exception nested = lone;
    for (int i = 0; i < DEPTH; i++) {
      nested = new ExceptionGroup("level " + i, List.of(nested, new RuntimeException("rest")));
    }
    ThrowableGroup group = (ExceptionGroup) nested;

    ThrowableGroup.Split split = group.split(IllegalStateException.class);

    Throwable member = split.matching().orElseThrow().throwable();
    int depth = 0;
    while (member instanceof ThrowableGroup matching) {
      assertThat(matching.exceptions()).hasSize(1);
      member = matching.exceptions().getFirst();
      depth++;
    }
    assertThat(member).isSameAs(lone);
    assertThat(depth).isEqualTo(DEPTH);
    assertThat(split.rest().orElseThrow().subgroup(IllegalStateException.class)).isEmpty();
  }

  @Test
  void taskGroupsInTaskGroupsFailInward() {
    run(
        () ->
            assertThatThrownBy(() -> await(createTask(() -> nest(DEPTH / 4))))
                .isInstanceOf(ExceptionGroup.class));
  }

  private static void nest(int levels) throws Exception {
    if (levels == 0) {
      throw new IllegalStateException("innermost");
    }
    TaskGroup.run(group -> group.createTask(() -> nest(levels - 1)));
  }

  @Test
  void circleOfTasksIsFoundAndBroken() {
    run(
        () -> {
          var tasks = new ArrayList<Task<?>>();
          for (int i = 0; i < DEPTH; i++) {
            int next = (i + 1) % DEPTH;
            tasks.add(createTask(() -> await(tasks.get(next))));
          }
          sleep(0);

          assertThat(formatCallGraph(tasks.getFirst())).contains("cycle: ");
          tasks.get(DEPTH / 2).cancel();
          assertThatThrownBy(() -> await(tasks.getFirst())).isInstanceOf(CancelledError.class);
        });
  }
}
