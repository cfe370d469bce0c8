package org.asyncio4j;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class are {@link Scenario}s: each is run in asyncio's order, then under many
 * others, and then with cancellations; see {@link ExploredExtension}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(ExploredExtension.class)
public @interface Explored {}
