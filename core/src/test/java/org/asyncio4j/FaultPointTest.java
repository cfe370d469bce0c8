package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Points that fire where a plan says so, and nowhere else. */
@Timeout(60)
final class FaultPointTest {

  @Test
  void withoutAPlanNothingFires() {
    assertThat(FaultPoint.fires("point")).isFalse();
    assertThat(FaultPoint.fires("point", 1)).isFalse();
  }

  @Test
  void planDecidesForItsContextAndForTheTasksThatInheritIt() {
    List<String> asked = new ArrayList<>();
    Asyncio.run(
        () -> {
          try (var _ = FaultPoint.use((name, probability) -> asked.add(name + " " + probability))) {
            assertThat(FaultPoint.fires("here")).isTrue();
            Asyncio.await(
                Asyncio.createTask(() -> assertThat(FaultPoint.fires("there", 0.5)).isTrue()));
          }
          assertThat(FaultPoint.fires("here")).isFalse();
        });
    assertThat(asked).containsExactly("here 0.25", "there 0.5");
    assertThat(FaultPoint.fires("here")).isFalse();
  }

  @Test
  void badInputIsNamed() {
    Asyncio.run(
        () -> {
          FaultPoint.use((_, _) -> true);
          assertThatThrownBy(() -> FaultPoint.fires(null))
              .isInstanceOf(NullPointerException.class)
              .hasMessageContaining("name");
          assertThatThrownBy(() -> FaultPoint.fires("point", 2))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("probability of point must be in 0..1, got 2.0");
        });
    assertThatThrownBy(() -> FaultPoint.use(null)).hasMessageContaining("plan");
  }
}
