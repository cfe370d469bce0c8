package org.asyncio4j.internal.engine;

import java.lang.reflect.Method;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions that the calling code is holding.
 *
 * <p>An exception that is caught, or that a {@code finally} block or the end of a {@code try (…)}
 * is going to throw on, is in a local variable of its method, if only in one that the compiler has
 * made. The JDK's own stack walker can read those, where {@code java.lang} is open to this module.
 */
public final class LiveStack {
  private static final @Nullable LiveStack INSTANCE = find();

  private final StackWalker walker;
  private final Method locals;
  private final Method operands;

  private LiveStack(StackWalker walker, Method locals, Method operands) {
    this.walker = walker;
    this.locals = locals;
    this.operands = operands;
  }

  private static @Nullable LiveStack find() {
    try {
      Class<?> frame = Class.forName("java.lang.LiveStackFrame");
      var walker = (StackWalker) opened(frame, "getStackWalker").invoke(null);
      return new LiveStack(walker, opened(frame, "getLocals"), opened(frame, "getStack"));
    } catch (ReflectiveOperationException | RuntimeException closedOrChanged) {
      return null;
    }
  }

  private static Method opened(Class<?> type, String name) throws NoSuchMethodException {
    Method method = type.getDeclaredMethod(name);
    method.setAccessible(true);
    return method;
  }

  /**
   * {@return the throwables that the current thread's methods hold} Nothing is called on them. A
   * variable that is out of scope may still be among them; one that is in use never fails to be. On
   * a JDK that does not tell, none.
   */
  public static Set<Throwable> throwables() {
    Set<Throwable> found = Collections.newSetFromMap(new IdentityHashMap<>());
    LiveStack live = INSTANCE;
    if (live != null) {
      live.walker.forEach(
          frame -> {
            live.collect(live.locals, frame, found);
            live.collect(live.operands, frame, found);
          });
    }
    return found;
  }

  private void collect(Method slots, StackWalker.StackFrame frame, Set<Throwable> found) {
    try {
      for (Object slot : (Object[]) slots.invoke(frame)) {
        if (slot instanceof Throwable throwable) {
          found.add(throwable);
        }
      }
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError(impossible.getMessage(), impossible);
    }
  }
}
