/**
 * Programs that attack the loop: with locks, prints, logs, odd errors, interrupts, deep stacks,
 * class initializers, exits, many loops and foreign threads.
 *
 * <p>Each test is one program or, if it has parameters, a family of programs. It has a hard limit,
 * {@link org.asyncio4j.adversarial.HardLimit}, which no program can disturb; a program that could
 * take the JVM with it runs in a {@link org.asyncio4j.adversarial.Child}. What is true of one
 * engine only is marked {@link org.asyncio4j.adversarial.LoopEngineOnly} and says why.
 */
package org.asyncio4j.adversarial;
