package dev.concurrency.stress;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/**
 * Runs jcstress and fails unless each selected test ran. jcstress itself answers success
 * when it finds no test, and when a test has more actors than the machine has cores.
 */
public final class StressRun {

	private StressRun() {
	}

	/**
	 * Takes the options of jcstress.
	 * @param args the options, such as {@code -m quick -t Ring}
	 * @throws Exception if jcstress cannot run
	 * @throws AssertionError if a test failed or did not run
	 */
	public static void main(String[] args) throws Exception {
		Options options = new Options(args);
		if (!options.parse()) {
			throw new IllegalArgumentException("jcstress refuses these options: " + String.join(" ", args));
		}
		JCStress jcstress = new JCStress(options);
		Set<String> tests = jcstress.getTests();
		if (tests.isEmpty()) {
			throw new AssertionError("jcstress found no test that matches " + options.getTestFilter());
		}
		jcstress.run();
		Set<String> missing = new TreeSet<>(tests);
		missing.removeAll(testsThatRan(options.getResultFile()));
		if (!missing.isEmpty()) {
			throw new AssertionError("jcstress did not run (more actors than cores?): " + missing);
		}
		System.out.println("jcstress ran " + tests.size() + " tests without a failure");
	}

	private static Set<String> testsThatRan(String resultFile) throws Exception {
		if (!Files.exists(Path.of(resultFile))) {
			return Set.of();
		}
		InProcessCollector results = new InProcessCollector();
		DiskReadCollector reader = new DiskReadCollector(resultFile, results);
		reader.dump();
		reader.close();
		Set<String> names = new TreeSet<>();
		for (TestResult result : results.getTestResults()) {
			if (result.status() == Status.NORMAL) {
				names.add(result.getName());
			}
		}
		return names;
	}

}
