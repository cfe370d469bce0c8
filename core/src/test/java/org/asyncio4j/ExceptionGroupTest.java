package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both kinds of group, and taking them apart. */
final class ExceptionGroupTest {
  private final IOException disk = new IOException("disk");
  private final FileNotFoundException file = new FileNotFoundException("file");
  private final IllegalStateException state = new IllegalStateException("state");
  private final AssertionError error = new AssertionError("error");

  private static List<? extends Throwable> members(Throwable group) {
    return ((ThrowableGroup) group).exceptions();
  }

  // --- making -----------------------------------------------------------------------------------

  @Test
  void groupHasAMessageAndMembersInOrder() {
    var group = new ExceptionGroup("several", List.of(disk, state));

    assertThat(group.message()).isEqualTo("several");
    assertThat(group).hasMessage("several (2 sub-exceptions)");
    assertThat(group.exceptions()).containsExactly(disk, state);
    assertThat(group.throwable()).isSameAs(group);
  }

  @Test
  void groupOfOneCountsInTheSingular() {
    assertThat(new ExceptionGroup("one", List.of(disk))).hasMessage("one (1 sub-exception)");
    assertThat(new BaseExceptionGroup("one", List.of(error))).hasMessage("one (1 sub-exception)");
  }

  @Test
  @Behaviour(176)
  void groupOfExceptionsOnlyIsAnExceptionGroup() {
    assertThat(ThrowableGroup.of("exceptions", List.of(disk, state)))
        .isInstanceOf(ExceptionGroup.class);
    assertThat(ThrowableGroup.of("an error too", List.of(disk, error)))
        .isInstanceOf(BaseExceptionGroup.class);
  }

  @Test
  void groupNeedsMembers() {
    assertThatThrownBy(() -> new ExceptionGroup("empty", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a group of exceptions needs members, got none");
    assertThatThrownBy(() -> new BaseExceptionGroup("empty", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ThrowableGroup.of("empty", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void groupNeedsAMessage() {
    assertThatThrownBy(() -> new ExceptionGroup(null, List.of(disk)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("message");
    assertThatThrownBy(() -> new BaseExceptionGroup(null, List.of(disk)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("message");
  }

  @Test
  void membersCannotBeChanged() {
    var group = new ExceptionGroup("fixed", List.of(disk));

    assertThatThrownBy(() -> group.exceptions().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void exceptionGroupIsCaughtAsAnExceptionAndABaseExceptionGroupIsNot() {
    assertThat(ThrowableGroup.of("exceptions", List.of(disk)).throwable())
        .isInstanceOf(RuntimeException.class);
    assertThat(ThrowableGroup.of("errors", List.of(error)).throwable()).isInstanceOf(Error.class);
  }

  @Test
  void stackTraceShowsTheMembersAtEveryDepth() {
    var nested = new ExceptionGroup("inner", List.of(file));
    var group = new ExceptionGroup("outer", List.of(disk, nested));
    var text = new StringWriter();

    group.printStackTrace(new PrintWriter(text, true));

    assertThat(text.toString())
        .contains(
            "org.asyncio4j.ExceptionGroup: outer (2 sub-exceptions)",
            "\tSuppressed: java.io.IOException: disk",
            "\tSuppressed: org.asyncio4j.ExceptionGroup: inner (1 sub-exception)",
            "\t\tSuppressed: java.io.FileNotFoundException: file");
  }

  @Test
  void stackTraceOfABaseExceptionGroupShowsTheMembersToo() {
    assertThat(new BaseExceptionGroup("errors", List.of(error, disk)).getSuppressed())
        .containsExactly(error, disk);
  }

  // --- taking apart -----------------------------------------------------------------------------

  @Test
  void splitSortsTheMembersByType() {
    var group = new ExceptionGroup("several", List.of(disk, state, file));

    ThrowableGroup.Split split = group.split(IOException.class);

    assertThat(split.matching().orElseThrow().exceptions()).isEqualTo(List.of(disk, file));
    assertThat(split.rest().orElseThrow().exceptions()).isEqualTo(List.of(state));
    assertThat(split.matching().orElseThrow().message()).isEqualTo("several");
    assertThat(split.rest().orElseThrow().message()).isEqualTo("several");
  }

  @Test
  void splitLeavesAPartWithoutMembersEmpty() {
    var group = new ExceptionGroup("several", List.of(disk, file));

    assertThat(group.split(IOException.class).rest()).isEmpty();
    assertThat(group.split(IOException.class).matching().orElseThrow().exceptions()).hasSize(2);
    assertThat(group.split(IllegalStateException.class).matching()).isEmpty();
    assertThat(group.split(IllegalStateException.class).rest()).isPresent();
  }

  @Test
  void splitKeepsTheShapeOfNestedGroups() {
    var inner = new ExceptionGroup("inner", List.of(file, state));
    var onlyState = new ExceptionGroup("only state", List.of(state));
    var group = new ExceptionGroup("outer", List.of(disk, inner, onlyState));

    ThrowableGroup.Split split = group.split(IOException.class);

    List<? extends Throwable> matching = split.matching().orElseThrow().exceptions();
    assertThat(matching).hasSize(2);
    assertThat(matching.get(0)).isSameAs(disk);
    assertThat(((ThrowableGroup) matching.get(1)).message()).isEqualTo("inner");
    assertThat(members(matching.get(1))).isEqualTo(List.of(file));
    List<? extends Throwable> rest = split.rest().orElseThrow().exceptions();
    assertThat(rest).hasSize(2);
    assertThat(members(rest.get(0))).isEqualTo(List.of(state));
    assertThat(((ThrowableGroup) rest.get(1)).message()).isEqualTo("only state");
  }

  @Test
  void groupThatMatchesItselfIsNotTakenApart() {
    var group = new ExceptionGroup("several", List.of(disk, state));

    ThrowableGroup.Split split = group.split(ExceptionGroup.class);

    assertThat(split.matching()).containsSame(group);
    assertThat(split.rest()).isEmpty();
    assertThat(group.subgroup(Exception.class)).containsSame(group);
    assertThat(group.subgroup(Throwable.class)).containsSame(group);
  }

  @Test
  void nestedGroupThatMatchesIsTakenWhole() {
    var inner = new ExceptionGroup("inner", List.of(disk, state));
    var group = new ExceptionGroup("outer", List.of(file, inner));

    ThrowableGroup found = group.subgroup(thrown -> thrown == inner).orElseThrow();

    assertThat(found.exceptions()).isEqualTo(List.of(inner));
  }

  @Test
  void superclassThatAGroupHasInJavaSaysNothingAboutItsMembers() {
    var group = new ExceptionGroup("several", List.of(disk, state));
    var errors = new BaseExceptionGroup("several", List.of(disk, error));

    assertThat(group.split(RuntimeException.class).matching().orElseThrow().exceptions())
        .isEqualTo(List.of(state));
    assertThat(group.split(RuntimeException.class).rest().orElseThrow().exceptions())
        .isEqualTo(List.of(disk));
    assertThat(errors.subgroup(Error.class).orElseThrow().exceptions()).isEqualTo(List.of(error));
  }

  @Test
  void subgroupIsTheMatchingPart() {
    var group = new ExceptionGroup("several", List.of(disk, state));

    assertThat(group.subgroup(IOException.class).orElseThrow().exceptions())
        .isEqualTo(List.of(disk));
    assertThat(group.subgroup(InterruptedException.class)).isEmpty();
    assertThat(
            group
                .subgroup(thrown -> "state".equals(thrown.getMessage()))
                .orElseThrow()
                .exceptions())
        .isEqualTo(List.of(state));
  }

  @Test
  void partOfABaseExceptionGroupWithoutErrorsIsAnExceptionGroup() {
    var group = new BaseExceptionGroup("several", List.of(disk, error));

    ThrowableGroup.Split split = group.split(Exception.class);

    assertThat(split.matching().orElseThrow()).isInstanceOf(ExceptionGroup.class);
    assertThat(split.rest().orElseThrow()).isInstanceOf(BaseExceptionGroup.class);
  }

  @Test
  void conditionIsNotAskedOfTheMembersOfAGroupThatMatches() {
    var inner = new ExceptionGroup("inner", List.of(disk));
    var group = new ExceptionGroup("outer", List.of(inner, state));
    var asked = new ArrayList<Throwable>();

    group.subgroup(
        thrown -> {
          asked.add(thrown);
          return thrown == inner;
        });

    assertThat(asked).containsExactly(group, inner, state);
  }

  // --- deriving ---------------------------------------------------------------------------------

  @Test
  void derivedGroupHasTheSameMessageStackTraceAndCause() {
    var group = new ExceptionGroup("several", List.of(disk, state));
    group.initCause(file);

    Throwable derived = group.derive(List.of(state)).throwable();

    assertThat(derived).isInstanceOf(ExceptionGroup.class).hasMessage("several (1 sub-exception)");
    assertThat(derived.getStackTrace()).isEqualTo(group.getStackTrace());
    assertThat(derived.getCause()).isSameAs(file);
    assertThat(derived.getSuppressed()).containsExactly(state);
  }

  @Test
  void kindOfADerivedGroupFollowsItsMembers() {
    var group = new ExceptionGroup("several", List.of(disk));

    assertThat(group.derive(List.of(error))).isInstanceOf(BaseExceptionGroup.class);
    assertThat(new BaseExceptionGroup("errors", List.of(error)).derive(List.of(disk)))
        .isInstanceOf(ExceptionGroup.class);
  }
}
