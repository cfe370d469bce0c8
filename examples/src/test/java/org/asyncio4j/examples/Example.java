package org.asyncio4j.examples;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The test of one example, which it gets as a {@link Program}. */
@Test
@Timeout(120)
@ExtendWith(ProgramParameter.class)
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Example {

  /** {@return the file, seen from examples/} */
  String value();
}
