package org.asyncio4j.adversarial;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each test method runs on a platform thread of its own. If it has not ended after a minute, it
 * fails with a dump of all threads, and its thread is left behind.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(HardLimitExtension.class)
@interface HardLimit {}
