package org.asyncio4j;

import java.util.List;

/**
 * Several exceptions that belong together.
 *
 * <p>A stack trace shows the members as suppressed ones.
 *
 * <p>Python: {@code ExceptionGroup}.
 */
public final class ExceptionGroup extends RuntimeException implements ThrowableGroup {
  private static final long serialVersionUID = 1L;

  private final String commonMessage;
  private final transient List<Exception> members;

  /**
   * Makes a group.
   *
   * @param message what the members have in common
   * @param members at least one
   * @throws IllegalArgumentException if there are no members
   */
  public ExceptionGroup(String message, List<? extends Exception> members) {
    super(GroupSplitter.describe(Arguments.required(message, "message"), members));
    this.commonMessage = message;
    this.members = GroupSplitter.adopt(this, members);
  }

  @Override
  public String message() {
    return commonMessage;
  }

  @Override
  public List<Exception> exceptions() {
    return members;
  }
}
