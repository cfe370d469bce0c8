package org.asyncio4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Takes groups of throwables apart, and describes them. */
final class GroupSplitter {
  private GroupSplitter() {}

  /** A group that is being taken apart. */
  private static final class Parts {
    private final ThrowableGroup group;
    private final Iterator<? extends Throwable> left;
    private final List<Throwable> matching = new ArrayList<>();
    private final List<Throwable> rest = new ArrayList<>();

    Parts(ThrowableGroup group) {
      this.group = group;
      this.left = group.exceptions().iterator();
    }

    ThrowableGroup.Split split() {
      return new ThrowableGroup.Split(derive(group, matching), derive(group, rest));
    }
  }

  static ThrowableGroup.Split split(ThrowableGroup group, Predicate<? super Throwable> condition) {
    if (condition.test(group.throwable())) {
      return new ThrowableGroup.Split(Optional.of(group), Optional.empty());
    }
    // Without recursion: groups may be nested deeper than the stack.
    var path = new ArrayDeque<Parts>();
    path.push(new Parts(group));
    while (true) {
      Parts parts = path.element();
      if (parts.left.hasNext()) {
        Throwable member = parts.left.next();
        if (condition.test(member)) {
          parts.matching.add(member);
        } else if (member instanceof ThrowableGroup nested) {
          path.push(new Parts(nested));
        } else {
          parts.rest.add(member);
        }
        continue;
      }
      path.pop();
      ThrowableGroup.Split split = parts.split();
      if (path.isEmpty()) {
        return split;
      }
      Parts outer = path.element();
      split.matching().ifPresent(part -> outer.matching.add(part.throwable()));
      split.rest().ifPresent(part -> outer.rest.add(part.throwable()));
    }
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
