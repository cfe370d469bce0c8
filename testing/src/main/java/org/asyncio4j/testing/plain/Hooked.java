package org.asyncio4j.testing.plain;

/** The agent's hooks, as the simulations use them. */
final class Hooked {
  private Hooked() {}

  static boolean available() {
    return false;
  }

  static void enter() {}

  static void leave() {}
}
