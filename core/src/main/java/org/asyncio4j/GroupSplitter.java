package org.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes groups of throwables apart, and describes them. */
final class GroupSplitter {
  private GroupSplitter() {}

  static ThrowableGroup.Split split(ThrowableGroup group, Predicate<? super Throwable> condition) {
    if (condition.test(group.throwable())) {
      return new ThrowableGroup.Split(Optional.of(group), Optional.empty());
    }
    var matching = new ArrayList<Throwable>();
    var rest = new ArrayList<Throwable>();
    for (Throwable member : group.exceptions()) {
      if (member instanceof ThrowableGroup nested) {
        ThrowableGroup.Split parts = split(nested, condition);
        parts.matching().ifPresent(part -> matching.add(part.throwable()));
        parts.rest().ifPresent(part -> rest.add(part.throwable()));
      } else {
        (condition.test(member) ? matching : rest).add(member);
      }
    }
    return new ThrowableGroup.Split(derive(group, matching), derive(group, rest));
  }

  /**
   * {@return the condition of having a class}
   *
   * <p>That a group is a {@code RuntimeException} or an {@code Error} is for Java's sake and says
   * nothing about its members: these are looked at one by one.
   */
  static Predicate<Throwable> has(Class<? extends Throwable> type) {
    boolean onlyForJava = type == RuntimeException.class || type == Error.class;
    return thrown -> type.isInstance(thrown) && !(onlyForJava && thrown instanceof ThrowableGroup);
  }

  private static Optional<ThrowableGroup> derive(ThrowableGroup group, List<Throwable> members) {
    return members.isEmpty() ? Optional.empty() : Optional.of(group.derive(members));
  }

  /**
   * Checks the members of a new group, and makes them suppressed ones, so that traces show them.
   */
  static <X extends Throwable> List<X> adopt(Throwable group, List<? extends X> members) {
    List<X> copy = List.copyOf(members);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("a group of exceptions needs members, got none");
    }
    copy.forEach(group::addSuppressed);
    return copy;
  }

  static String describe(String message, List<? extends Throwable> members) {
    int count = Arguments.required(members, "members").size();
    return "%s (%s sub-exception%s)".formatted(message, count, count == 1 ? "" : "s");
  }
}
