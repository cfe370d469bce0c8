package org.asyncio4j.conformance;

/** How the bodies of a program's tasks are written; the trace must not show it. */
enum BodyStyle {
  /** Ordinary methods, each on a stack of its own. */
  METHODS,

  /** Stackless; ops that have no such form run on a borrowed stack. */
  STACKLESS
}
