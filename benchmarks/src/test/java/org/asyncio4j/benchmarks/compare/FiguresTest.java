package org.asyncio4j.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  @Test
  void figuresHaveThreeDigitsOrMore() {
    assertThat(Figures.value(1234.5)).isEqualTo("1,235");
    assertThat(Figures.value(151.2)).isEqualTo("151");
    assertThat(Figures.value(15.12)).isEqualTo("15.1");
    assertThat(Figures.value(1.512)).isEqualTo("1.51");
    assertThat(Figures.ratio(0.5)).isEqualTo("0.50×");
    assertThat(Figures.percent(0.034)).isEqualTo("3%");
    assertThat(Figures.number(5)).isEqualTo("5");
    assertThat(Figures.number(1.25)).isEqualTo("1.25");
  }

  @Test
  void theMedianIsTheOneInTheMiddle() {
    assertThat(Statistics.of(List.of(30.0, 10.0, 20.0))).isEqualTo(new Statistics(20, 10, 30));
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheTwoInTheMiddle() {
    assertThat(Statistics.of(List.of(40.0, 10.0, 30.0, 20.0)).median()).isEqualTo(25);
  }

  @Test
  void theSpreadIsTheFarthestFromTheMedian() {
    assertThat(new Statistics(100, 98, 110).spread()).isEqualTo(0.1, within(1e-9));
    assertThat(new Statistics(100, 80, 110).spread()).isEqualTo(0.2, within(1e-9));
  }

  @Test
  void nothingHasNoMedian() {
    assertThatIllegalArgumentException().isThrownBy(() -> Statistics.of(List.of()));
  }
}
