package org.asyncio4j;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Several throwables that belong together: an {@link ExceptionGroup} if all of them are exceptions,
 * else a {@link BaseExceptionGroup}.
 *
 * <p>Python: {@code BaseExceptionGroup}, of which {@code ExceptionGroup} is a subclass; a Java
 * class cannot be an {@code Exception} and an {@code Error}, so here they are siblings.
 */
public sealed interface ThrowableGroup permits ExceptionGroup, BaseExceptionGroup {

  /**
   * A group taken apart; a part that would have no members is empty.
   *
   * @param matching the members that were looked for
   * @param rest the others
   */
  record Split(Optional<ThrowableGroup> matching, Optional<ThrowableGroup> rest) {}

  /**
   * {@return a new group}
   *
   * @param message what the members have in common
   * @param members at least one
   * @throws IllegalArgumentException if there are no members
   */
  static ThrowableGroup of(String message, List<? extends Throwable> members) {
    boolean onlyExceptions = members.stream().allMatch(Exception.class::isInstance);
    return onlyExceptions
        ? new ExceptionGroup(message, members.stream().map(Exception.class::cast).toList())
        : new BaseExceptionGroup(message, members);
  }

  /** {@return what the members have in common} */
  String message();

  /** {@return the members, groups among them} */
  List<? extends Throwable> exceptions();

  /** {@return this group, to throw it} */
  default Throwable throwable() {
    return (Throwable) this;
  }

  /**
   * {@return a group of the same shape with only those members that match, at any depth; this one
   * itself if {@code type} is a class of groups, or one that all members have}
   *
   * @param type the class of the members wanted
   */
  default Optional<ThrowableGroup> subgroup(Class<? extends Throwable> type) {
    return split(type).matching();
  }

  /**
   * {@return a group of the same shape with only those members that match, at any depth; this one
   * itself if it matches}
   *
   * @param condition asked of this group, of each group in it that does not match, and of each
   *     member that is none
   */
  default Optional<ThrowableGroup> subgroup(Predicate<? super Throwable> condition) {
    return split(condition).matching();
  }

  /**
   * {@return this group taken apart}
   *
   * @param type the class of the members looked for
   */
  default Split split(Class<? extends Throwable> type) {
    return split(GroupSplitter.has(type));
  }

  /**
   * {@return this group taken apart}
   *
   * @param condition as for {@link #subgroup(Predicate)}
   */
  default Split split(Predicate<? super Throwable> condition) {
    return GroupSplitter.split(this, condition);
  }

  /**
   * {@return a group with this one's message, stack trace and cause, but other members}
   *
   * <p>Python: {@code derive}.
   *
   * @param members at least one
   */
  default ThrowableGroup derive(List<? extends Throwable> members) {
    ThrowableGroup derived = of(message(), members);
    derived.throwable().setStackTrace(throwable().getStackTrace());
    if (throwable().getCause() != null) {
      derived.throwable().initCause(throwable().getCause());
    }
    return derived;
  }
}
