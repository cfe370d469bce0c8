package org.asyncio4j.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.sleep;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tables of long runs. */
@Timeout(60)
final class InterleavingTableTest {

  /** {@return the table of a test that fails after two tasks have made many steps} */
  private static List<String> table(int steps, String schedule) {
    return catchThrowableOfType(
            ScheduleFailure.class,
            () ->
                AsyncTests.explore(
                    ExploreOptions.DEFAULT.withReplay(schedule),
                    () -> {
                      await(gather(() -> yieldTimes(steps), () -> yieldTimes(steps)));
                      throw new AssertionError("at the end");
                    }))
        .table()
        .lines()
        .toList();
  }

  private static void yieldTimes(int times) {
    for (int i = 0; i < times; i++) {
      sleep(0);
    }
  }

  private static long rows(List<String> table) {
    return table.stream().filter(line -> line.matches("  \\d+ .*")).count();
  }

  @Test
  void aShortOneShowsEachStep() {
    List<String> table = table(15, "fifo:20=1");

    assertThat(rows(table)).isBetween(33L, 40L);
    assertThat(table).noneMatch(line -> line.contains("..."));
  }

  @Test
  void ofALongOneWhatIsInOrderAndFarFromADeviationIsLeftOut() {
    List<String> table = table(150, "fifo:100=1");

    assertThat(rows(table)).isLessThan(35);
    assertThat(table)
        .filteredOn(line -> line.contains("..."))
        .hasSize(2)
        .allMatch(line -> line.matches("  \\.\\.\\. \\d+ steps in order \\.\\.\\."));
    int deviation = indexOf(table, "| 100=1 of 2 * |");
    assertThat(indexOf(table, "| 97=0 of 2")).isLessThan(deviation);
    assertThat(indexOf(table, "| 104=0 of 2")).isGreaterThan(deviation);
    assertThat(table.getLast()).contains("callback");
    assertThat(table).anyMatch(line -> line.contains("throws"));
  }

  private static int indexOf(List<String> table, String part) {
    for (int i = 0; i < table.size(); i++) {
      if (table.get(i).contains(part)) {
        return i;
      }
    }
    throw new AssertionError("no '%s' in\n%s".formatted(part, String.join("\n", table)));
  }

  @Test
  void whatIsLeftOutAndWhatIsShownAreAllSteps() {
    List<String> table = table(150, "fifo:7=1,100=1,101=1,250=1");

    int next = 1;
    for (String line : table.subList(2, table.size())) {
      if (line.contains("...")) {
        next += Integer.parseInt(line.replaceAll("\\D+", ""));
      } else if (line.matches("  \\d+ .*")) {
        assertThat(line).startsWith("  %s ".formatted(next));
        next++;
      }
    }
    assertThat(next).isGreaterThan(300);
  }

  @Test
  void ofVeryManyDeviationsTheFirstAndTheLastAreShown() {
    var schedule = new StringBuilder("fifo:1=1");
    for (int i = 4; i < 1_000; i += 3) {
      schedule.append(",").append(i).append("=1");
    }

    List<String> table = table(1_000, schedule.toString());

    assertThat(rows(table)).isEqualTo(200);
    assertThat(table).anyMatch(line -> line.matches("  \\.\\.\\. \\d+ steps \\.\\.\\."));
  }
}
