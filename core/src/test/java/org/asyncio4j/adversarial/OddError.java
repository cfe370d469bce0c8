package org.asyncio4j.adversarial;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** Throwables that do what exceptions usually do not. */
enum OddError {
  GET_CAUSE_THROWS {
    @Override
    Throwable create() {
      return new RuntimeException("odd") {
        @Override
        public synchronized Throwable getCause() {
          throw new IllegalStateException("from getCause");
        }
      };
    }
  },
  GET_CAUSE_NEVER_ENDS {
    @Override
    Throwable create() {
      return new EndlessCause();
    }
  },
  MESSAGE_AND_TEXT_THROW {
    @Override
    Throwable create() {
      return new RuntimeException("odd") {
        @Override
        public String getMessage() {
          throw new IllegalStateException("from getMessage");
        }

        @Override
        public String getLocalizedMessage() {
          throw new IllegalStateException("from getLocalizedMessage");
        }

        @Override
        public String toString() {
          throw new IllegalStateException("from toString");
        }
      };
    }
  },
  MESSAGE_AND_TEXT_ARE_NULL {
    @Override
    Throwable create() {
      return new RuntimeException((String) null) {
        @Override
        public String toString() {
          return null;
        }
      };
    }
  },
  IDENTITY_THROWS {
    @Override
    Throwable create() {
      return new RuntimeException("odd") {
        @Override
        public int hashCode() {
          throw new IllegalStateException("from hashCode");
        }

        @Override
        public boolean equals(Object other) {
          throw new IllegalStateException("from equals");
        }
      };
    }
  },
  EQUAL_TO_EVERYTHING {
    @Override
    Throwable create() {
      return new RuntimeException("odd") {
        @Override
        public int hashCode() {
          return 0;
        }

        @Override
        public boolean equals(Object other) {
          return true;
        }
      };
    }
  },
  STACK_TRACE_THROWS {
    @Override
    Throwable create() {
      return new RuntimeException("odd") {
        @Override
        public StackTraceElement[] getStackTrace() {
          throw new IllegalStateException("from getStackTrace");
        }

        @Override
        public void setStackTrace(StackTraceElement[] stack) {
          throw new IllegalStateException("from setStackTrace");
        }
      };
    }
  },
  PRINT_THROWS {
    @Override
    Throwable create() {
      return new RuntimeException("odd") {
        @Override
        public void printStackTrace(PrintStream out) {
          throw new IllegalStateException("from printStackTrace");
        }

        @Override
        public void printStackTrace(PrintWriter out) {
          throw new IllegalStateException("from printStackTrace");
        }
      };
    }
  },
  EVERYTHING_THROWS_AN_ERROR {
    @Override
    Throwable create() {
      return new Spiteful();
    }
  },
  RING_OF_CAUSES {
    @Override
    Throwable create() {
      var first = new IllegalStateException("first");
      first.initCause(new IllegalStateException("second", first));
      return first;
    }
  },
  CHAIN_OF_50_000_CAUSES {
    @Override
    Throwable create() {
      Throwable chain = new Quick("innermost", null);
      for (int i = 0; i < 50_000; i++) {
        chain = new Quick("outer", chain);
      }
      return chain;
    }
  },
  RING_OF_SUPPRESSED {
    @Override
    Throwable create() {
      var first = new IllegalStateException("first");
      var second = new IllegalStateException("second");
      first.addSuppressed(second);
      second.addSuppressed(first);
      return first;
    }
  },
  PREALLOCATED {
    @Override
    Throwable create() {
      return ONLY_ONE;
    }
  },
  CHECKED {
    @Override
    Throwable create() {
      return new IOException("checked");
    }
  },
  NEITHER_EXCEPTION_NOR_ERROR {
    @Override
    Throwable create() {
      return new Throwable("plain");
    }
  },
  ERROR_OF_ITS_OWN {
    @Override
    Throwable create() {
      return new Error("own") {};
    }
  },
  STACK_OVERFLOW {
    @Override
    Throwable create() {
      return new StackOverflowError("thrown, not met");
    }
  },
  OUT_OF_MEMORY {
    @Override
    Throwable create() {
      return new OutOfMemoryError("thrown, not met");
    }
  },
  INTERNAL_ERROR {
    @Override
    Throwable create() {
      return new InternalError("thrown, not met");
    }
  },
  LINKAGE_ERROR {
    @Override
    Throwable create() {
      return new NoClassDefFoundError("thrown, not met");
    }
  },
  INITIALIZER_ERROR {
    @Override
    Throwable create() {
      return new ExceptionInInitializerError(new IOException("in an initializer"));
    }
  },
  ASSERTION {
    @Override
    Throwable create() {
      return new AssertionError("odd");
    }
  },
  INTERRUPT_WITHOUT_ONE {
    @Override
    Throwable create() {
      return new InterruptedException("nobody has interrupted");
    }
  },
  WRAPPED_INTERRUPT_WITHOUT_ONE {
    @Override
    Throwable create() {
      return new IllegalStateException(new InterruptedException("nobody has interrupted"));
    }
  },
  CANCELLATION_OF_THE_JDK {
    @Override
    Throwable create() {
      return new CancellationException("not asyncio's");
    }
  },
  COMPLETION_WITHOUT_A_CAUSE {
    @Override
    Throwable create() {
      return new CompletionException("no cause", null);
    }
  },
  TIMEOUT_WITHOUT_A_LIMIT {
    @Override
    Throwable create() {
      return new TimeoutException("no limit");
    }
  };

  private static final Throwable ONLY_ONE = new Quick("preallocated", null);

  /** Makes one; the same object only where that is what is odd about it. */
  abstract Throwable create();

  /** Throws it, checked or not. */
  @SuppressWarnings("unchecked")
  static <X extends Throwable> RuntimeException sneak(Throwable thrown) throws X {
    throw (X) thrown;
  }

  private static final class Quick extends RuntimeException {
    private static final long serialVersionUID = 1;

    Quick(String message, Throwable cause) {
      super(message, cause, false, false);
    }
  }

  private static final class EndlessCause extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndlessCause() {
      super("endless", null, false, false);
    }

    @Override
    public synchronized Throwable getCause() {
      return new EndlessCause();
    }
  }

  private static final class Spiteful extends Error {
    private static final long serialVersionUID = 1;

    private static Error spite() {
      return new LinkageError("spite");
    }

    @Override
    public String getMessage() {
      throw spite();
    }

    @Override
    public String getLocalizedMessage() {
      throw spite();
    }

    @Override
    public synchronized Throwable getCause() {
      throw spite();
    }

    @Override
    public synchronized Throwable initCause(Throwable cause) {
      throw spite();
    }

    @Override
    public String toString() {
      throw spite();
    }

    @Override
    public void printStackTrace() {
      throw spite();
    }

    @Override
    public void printStackTrace(PrintStream out) {
      throw spite();
    }

    @Override
    public void printStackTrace(PrintWriter out) {
      throw spite();
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw spite();
    }

    @Override
    public void setStackTrace(StackTraceElement[] stack) {
      throw spite();
    }

    @Override
    public int hashCode() {
      throw spite();
    }

    @Override
    public boolean equals(Object other) {
      throw spite();
    }
  }
}
