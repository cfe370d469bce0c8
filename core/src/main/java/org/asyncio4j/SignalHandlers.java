package org.asyncio4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.asyncio4j.internal.signal.Signals;

/** A loop's handlers of signals. Belongs to the loop's thread. */
final class SignalHandlers {
  private final BaseEventLoop loop;
  private final Map<String, Entry> entries = new HashMap<>();

  private record Entry(Runnable callback, Context context, Signals.Listening listening) {}

  SignalHandlers(BaseEventLoop loop) {
    this.loop = loop;
  }

  void add(String signal, Runnable callback) {
    loop.checkClosed();
    String name = Signals.name(Arguments.required(signal, "signal"));
    Arguments.required(callback, "callback");
    Context context = Context.copyContext();
    OnLoopThread.run(loop, () -> listen(name, callback, context));
  }

  // On the loop's thread: the process's signals have a lock, and a task that parked at it would
  // let others run in the midst of its step.
  private void listen(String name, Runnable callback, Context context) {
    var listening = Signals.listen(name, () -> arrived(name));
    Entry replaced = entries.put(name, new Entry(callback, context, listening));
    if (replaced != null) {
      replaced.listening.close();
    }
  }

  /** On a thread of the JVM: which callback it is for is found out when the loop has the turn. */
  private boolean arrived(String name) {
    loop.soon(() -> run(name));
    return true;
  }

  private void run(String name) {
    Entry entry = entries.get(name);
    if (entry != null) { // else it was removed meanwhile
      new Handle(loop, entry.callback, entry.context).fire();
    }
  }

  boolean remove(String signal) {
    Entry removed = entries.remove(Signals.name(Arguments.required(signal, "signal")));
    if (removed == null) {
      return false;
    }
    OnLoopThread.run(loop, removed.listening::close);
    return true;
  }

  void removeAll() {
    List.copyOf(entries.keySet()).forEach(this::remove);
  }
}
