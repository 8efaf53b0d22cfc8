package dev.concurrency.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.MethodVisitor;
import com.tngtech.archunit.thirdparty.org.objectweb.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Where a class enters monitors. ArchUnit knows {@code synchronized} methods but no
 * blocks, so these are looked for in the class file, by the reader that ArchUnit brings
 * along, which knows every version of the format that ArchUnit knows. Stateless.
 */
final class Monitors {

	private Monitors() {
	}

	/**
	 * Whether a method, or a lambda in it that runs on the same thread, is or has a
	 * synchronized block.
	 */
	static boolean enteredBy(JavaCodeUnit unit) {
		if (unit.getModifiers().contains(JavaModifier.SYNCHRONIZED)) {
			return true;
		}
		Set<String> methods = in(unit.getOwner());
		return methods.contains(unit.getName() + unit.getDescriptor())
				|| (keepsItsLambdas(unit) && methods.stream().anyMatch((method) -> isLambda(method, unit)));
	}

	/** A bridge has none, but the name of the method to which it leads. */
	private static boolean keepsItsLambdas(JavaCodeUnit unit) {
		return !unit.getModifiers().contains(JavaModifier.BRIDGE) && !OwnCode.handsOver(unit);
	}

	private static boolean isLambda(String method, JavaCodeUnit unit) {
		return method.startsWith("lambda$" + unit.getName() + "$");
	}

	/** Name and descriptor of the methods that have such a block. */
	private static Set<String> in(JavaClass owner) {
		Set<String> found = new HashSet<>();
		owner.getSource().map(Source::getUri).ifPresent((uri) -> {
			try (InputStream file = uri.toURL().openStream()) {
				new ClassReader(file).accept(new Finder(found), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
			}
			catch (IOException ex) {
				throw new UncheckedIOException("cannot read " + uri, ex);
			}
		});
		return found;
	}

	private static final class Finder extends ClassVisitor {

		private final Set<String> found;

		Finder(Set<String> found) {
			super(Opcodes.ASM9);
			this.found = found;
		}

		@Override
		public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
				String @Nullable [] exceptions) {
			return new MethodVisitor(Opcodes.ASM9) {

				@Override
				public void visitInsn(int opcode) {
					if (opcode == Opcodes.MONITORENTER) {
						Finder.this.found.add(name + descriptor);
					}
				}

			};
		}

	}

}
