package org.asyncio4j.internal.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which lock or monitor each of some threads waits for, and which of them holds it.
 *
 * <p>Only messages need it; where this JDK does not tell, it knows nothing. The threads must not be
 * running: the JDK is not reliable when it looks at a virtual thread that is just being mounted.
 */
public final class LockOwners {
  private static final @Nullable Access ACCESS = Access.find();

  private final Map<Thread, Object> awaited = new HashMap<>();
  private final IdentityHashMap<Object, Thread> monitorOwners = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

  private LockOwners() {}

  /**
   * Looks at threads.
   *
   * @param threads none of which runs, or can be resumed meanwhile
   */
  public static LockOwners of(Iterable<Thread> threads) {
    var owners = new LockOwners();
    for (Thread thread : threads) {
      owners.lookAt(thread);
    }
    return owners;
  }

  private void lookAt(Thread thread) {
    Object blocker = LockSupport.getBlocker(thread);
    if (blocker != null) {
      put(thread, blocker);
    }
    if (ACCESS == null) {
      return;
    }
    try {
      ACCESS.lookAt(this, thread);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot look at " + thread, e);
    }
  }

  private void put(Thread thread, Object blocker) {
    awaited.put(thread, blocker);
    numbers.putIfAbsent(blocker, numbers.size() + 1);
  }

  /** {@return of what kind it is what a thread waits for, null if that is unknown} */
  public @Nullable Class<?> typeAwaitedBy(Thread thread) {
    Object blocker = awaited.get(thread);
    return blocker == null ? null : blocker.getClass();
  }

  /** {@return a name of what a thread waits for, null if that is unknown} */
  public @Nullable String awaitedBy(Thread thread) {
    Object blocker = awaited.get(thread);
    if (blocker == null) {
      return null;
    }
    // Its hash code is not that of the next run.
    return "%s (no. %s)".formatted(blocker.getClass().getName(), numbers.get(blocker));
  }

  /** {@return who holds what a thread waits for, null if nobody does or that is unknown} */
  public @Nullable Thread ownerAwaitedBy(Thread thread) {
    Object blocker = awaited.get(thread);
    if (blocker instanceof AbstractOwnableSynchronizer lock && ACCESS != null) {
      return (Thread) ACCESS.exclusiveOwner.get(lock);
    }
    return blocker == null ? null : monitorOwners.get(blocker);
  }

  /** The JDK's snapshot of a thread, which knows monitors, and the owner of a lock. */
  private record Access(
      VarHandle exclusiveOwner,
      Method snapshot,
      Method blockedOn,
      Method waitingOn,
      Method ownedAt) {
    static @Nullable Access find() {
      try {
        Class<?> snapshot = Class.forName("jdk.internal.vm.ThreadSnapshot");
        open(snapshot);
        open(AbstractOwnableSynchronizer.class);
        return new Access(
            MethodHandles.privateLookupIn(AbstractOwnableSynchronizer.class, MethodHandles.lookup())
                .findVarHandle(
                    AbstractOwnableSynchronizer.class, "exclusiveOwnerThread", Thread.class),
            accessible(snapshot, "of", Thread.class),
            accessible(snapshot, "blockedOn"),
            accessible(snapshot, "waitingOn"),
            accessible(snapshot, "ownedMonitorsAt", int.class));
      } catch (ReflectiveOperationException | RuntimeException otherJdk) {
        return null;
      }
    }

    private static void open(Class<?> inPackage) throws ReflectiveOperationException {
      Method opens = Module.class.getDeclaredMethod("implAddOpens", String.class, Module.class);
      opens.setAccessible(true);
      opens.invoke(inPackage.getModule(), inPackage.getPackageName(), LockOwners.class.getModule());
    }

    private static Method accessible(Class<?> type, String name, Class<?>... parameters)
        throws NoSuchMethodException {
      Method method = type.getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return method;
    }

    void lookAt(LockOwners owners, Thread thread) throws ReflectiveOperationException {
      Object taken = snapshot.invoke(null, thread);
      if (taken == null) {
        return;
      }
      Object monitor =
          switch (thread.getState()) {
            case BLOCKED -> blockedOn.invoke(taken);
            case WAITING, TIMED_WAITING -> waitingOn.invoke(taken);
            default -> null;
          };
      if (monitor != null) {
        owners.put(thread, monitor);
      }
      int frames = thread.getStackTrace().length;
      for (int at = 0; at <= frames; at++) {
        ((Stream<?>) ownedAt.invoke(taken, at))
            .filter(owned -> owned != null && owned != monitor)
            .forEach(owned -> owners.monitorOwners.put(owned, thread));
      }
    }
  }
}
