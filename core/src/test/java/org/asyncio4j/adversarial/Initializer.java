package org.asyncio4j.adversarial;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.atomic.AtomicReference;
import org.asyncio4j.Action;

/** Classes whose initializers do what a test wants, a new one for each. */
final class Initializer {
  private static final AtomicReference<Action> NEXT = new AtomicReference<>();

  private Initializer() {}

  /** What is copied: it is never used itself. */
  private static final class Template {
    static {
      Initializer.initialize();
    }

    private Template() {}
  }

  /** Called by the initializer of a copy. */
  static void initialize() {
    try {
      NEXT.get().run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@return a class that has not been used, whose initializer does {@code action}} */
  static Class<?> of(Action action) throws IOException, IllegalAccessException {
    NEXT.set(action);
    try (InputStream template =
        Initializer.class.getResourceAsStream("Initializer$Template.class")) {
      return MethodHandles.lookup().defineHiddenClass(template.readAllBytes(), false).lookupClass();
    }
  }

  /** Uses a class; whoever comes first runs its initializer, and the others wait. */
  static void use(Class<?> type) throws IllegalAccessException {
    MethodHandles.lookup().ensureInitialized(type);
  }
}
