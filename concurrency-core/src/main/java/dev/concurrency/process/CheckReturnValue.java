package dev.concurrency.process;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The answer of the method has to be looked at: who ignores it does not notice that
 * something was refused. Error Prone and other checkers know an annotation of this name
 * and make a call that ignores the answer an error.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface CheckReturnValue {

}
