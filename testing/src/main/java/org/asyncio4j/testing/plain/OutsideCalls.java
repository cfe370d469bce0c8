package org.asyncio4j.testing.plain;

import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.asyncio4j.testing.agent.Hooks;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one simulation whose outcome does not follow from its seed, as the agent sees them:
 * refused, or counted if they are allowed.
 *
 * <p>Belongs to the simulation's threads, one of which runs at a time.
 */
final class OutsideCalls {
  private static final String BY_ZIP_FILES = "java.util.zip.";

  private final Simulation simulation;
  private final Map<Uncontrolled, Map<Caller, Long>> allowed = new EnumMap<>(Uncontrolled.class);

  // Open files that nobody is to answer for: those of class loaders, and resources.
  private final Set<Object> ofTheJvm = Collections.newSetFromMap(new WeakHashMap<>());

  // To look at a stack may load classes, which reads files.
  private boolean looking;

  OutsideCalls(Simulation simulation) {
    this.simulation = simulation;
  }

  /** {@return what the agent calls so} */
  static Uncontrolled kind(int ofHook) {
    return switch (ofHook) {
      case Hooks.FILES -> Uncontrolled.FILES;
      case Hooks.NETWORK -> Uncontrolled.NETWORK;
      case Hooks.PROCESSES -> Uncontrolled.PROCESSES;
      default -> Uncontrolled.INPUT;
    };
  }

  /**
   * A thread of the simulation is about to do real I/O.
   *
   * @param file an open file, if it is about one
   * @throws UncontrolledError unless that is allowed, or the JDK's own business
   */
  void io(@Nullable Object file, Uncontrolled kind) {
    if (looking) {
      return;
    }
    looking = true;
    Caller caller;
    try {
      caller = isOfTheJvm(file) ? null : Caller.ofHook();
    } finally {
      looking = false;
    }
    if (caller != null && !count(kind, caller)) {
      throw simulation.refuse(UncontrolledError.realIo(simulation.who(), kind, caller));
    }
  }

  private boolean isOfTheJvm(@Nullable Object file) {
    return file != null
        && (ofTheJvm.contains(file)
            // The archives of the class path are open all the time, and read wherever a resource
            // is.
            || (file instanceof RandomAccessFile && Caller.isBy(BY_ZIP_FILES)));
  }

  /** A thread of the simulation has opened a file, or is in the middle of that. */
  void opened(Object file) {
    if (looking) {
      return;
    }
    looking = true;
    try {
      if (Caller.ofHook() == null) {
        ofTheJvm.add(file);
      }
    } finally {
      looking = false;
    }
  }

  /**
   * A thread of the simulation is about to start a platform thread.
   *
   * @throws UncontrolledError unless that is allowed
   */
  void starts(Thread thread) {
    Caller caller = Caller.ofHook();
    if (caller == null || !count(Uncontrolled.THREADS, caller)) {
      throw simulation.refuse(UncontrolledError.platformThread(simulation.who(), thread));
    }
  }

  /**
   * A thread of the simulation makes a platform thread, which is noticed without the agent.
   *
   * @param made its class, and where
   * @throws UncontrolledError unless that is allowed
   */
  void makes(Caller made) {
    if (!count(Uncontrolled.THREADS, new Caller("new " + made.call(), made.where()))) {
      throw simulation.refuse(
          UncontrolledError.platformThreadMade(simulation.who(), made.call(), made.where()));
    }
  }

  private boolean count(Uncontrolled kind, Caller caller) {
    if (!simulation.options().allowed().contains(kind)) {
      return false;
    }
    allowed.computeIfAbsent(kind, its -> new LinkedHashMap<>()).merge(caller, 1L, Long::sum);
    return true;
  }

  /** {@return what was allowed, by kind} */
  List<UncontrolledCall> counted() {
    var calls = new ArrayList<UncontrolledCall>();
    allowed.forEach(
        (kind, callers) ->
            callers.forEach(
                (caller, times) ->
                    calls.add(new UncontrolledCall(kind, caller.call(), caller.where(), times))));
    return calls;
  }
}
