package org.asyncio4j.simulation;

import java.io.IOException;

/**
 * The program, or its node, is not there any more: it has crashed or was killed.
 *
 * <p>Java only.
 */
public final class NodeDownException extends IOException {
  private static final long serialVersionUID = 1L;

  NodeDownException(String message) {
    super(message);
  }
}
