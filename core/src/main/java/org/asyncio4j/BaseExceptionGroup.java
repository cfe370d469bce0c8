package org.asyncio4j;

import java.util.List;

/**
 * Several throwables that belong together and are not all exceptions.
 *
 * <p>A stack trace shows the members as suppressed ones.
 *
 * <p>Python: {@code BaseExceptionGroup}.
 */
public final class BaseExceptionGroup extends Error implements ThrowableGroup {
  private static final long serialVersionUID = 1L;

  private final String commonMessage;
  private final transient List<Throwable> members;

  /**
   * Makes a group.
   *
   * @param message what the members have in common
   * @param members at least one
   * @throws IllegalArgumentException if there are no members
   */
  public BaseExceptionGroup(String message, List<? extends Throwable> members) {
    super(GroupSplitter.describe(Arguments.required(message, "message"), members));
    this.commonMessage = message;
    this.members = GroupSplitter.adopt(this, members);
  }

  @Override
  public String message() {
    return commonMessage;
  }

  @Override
  public List<Throwable> exceptions() {
    return members;
  }
}
