package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A context behaves the same with many variables as with few. */
final class ManyBindingsTest {
  private static final int VARIABLES = 200;

  private final List<ContextVar<Integer>> variables = new ArrayList<>();

  ManyBindingsTest() {
    for (int i = 0; i < VARIABLES; i++) {
      variables.add(new ContextVar<>("variable " + i));
      for (int gap = i % 7 * 100; gap > 0; gap--) {
        var unused = new ContextVar<>("never set");
        assertThat(unused.name()).isNotEmpty();
      }
    }
  }

  @Test
  void contextIsTheMapOfWhatWasSetWhateverTheOrder() {
    var random = new Random(1);
    var context = new Context();
    Map<ContextVar<?>, Object> expected = new LinkedHashMap<>();
    for (int i = 0; i < 5_000; i++) {
      ContextVar<Integer> variable = variables.get(random.nextInt(VARIABLES));
      if (random.nextInt(3) == 0) {
        context.unbind(variable);
        expected.remove(variable);
      } else {
        context.bind(variable, i);
        expected.put(variable, i);
      }

      assertThat(context.get(variable)).isEqualTo(expected.get(variable));
      assertThat(context.contains(variable)).isEqualTo(expected.containsKey(variable));
      assertThat(context.size()).isEqualTo(expected.size());
    }
    assertThat(List.copyOf(context.keys())).isEqualTo(List.copyOf(expected.keySet()));
    assertThat(context.items()).isEqualTo(expected);
  }

  @Test
  void copiesDoNotSeeLaterChanges() {
    var context = new Context();
    var copies = new ArrayList<Context>();
    for (int i = 0; i < VARIABLES; i++) {
      copies.add(context.copy());
      context.bind(variables.get(i), i);
    }

    for (int i = 0; i < VARIABLES; i++) {
      Context copy = copies.get(i);
      assertThat(copy.size()).isEqualTo(i);
      assertThat(copy.contains(variables.get(i))).isFalse();
    }
    assertThat(context.get(variables.getFirst())).isZero();
  }
}
