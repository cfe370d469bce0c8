package org.asyncio4j.adversarial;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The program cannot end, or means nothing, on the hand-off engine. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@ExtendWith(LoopEngineOnly.Condition.class)
@interface LoopEngineOnly {
  /** A task that waits in the JDK holds its loop there: nobody else of the loop can wake it. */
  String A_BLOCKED_TASK_HOLDS_THE_LOOP =
      "on the hand-off engine a task blocked in the JDK holds the loop";

  /** {@return why} */
  String value();

  /** Looks at the engine. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return AnnotationSupport.findAnnotation(context.getElement(), LoopEngineOnly.class)
          .filter(_ -> Engine.isHandoff())
          .map(only -> ConditionEvaluationResult.disabled(only.value()))
          .orElseGet(() -> ConditionEvaluationResult.enabled("either engine"));
    }
  }
}
