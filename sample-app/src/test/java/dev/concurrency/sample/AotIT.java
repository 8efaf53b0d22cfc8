package dev.concurrency.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged flight board with the beans that were defined at build time. */
class AotIT {

	@TempDir
	private Path data;

	@Test
	@Timeout(300)
	void whatWasProcessedAheadOfTimeReplaysAndStopsAsUsual() throws Exception {
		try (BoardProcess board = BoardProcess.start(this.data, List.of("-Dspring.aot.enabled=true"))) {
			board.await(Pattern.compile("Starting AOT-processed FlightBoardApplication"));
			board.await(Pattern.compile("Started 1 sink, 1 boundary, 1 worker, 1 group"));
			board.await(Pattern.compile(FlightFile.SIZE + " flights are in the table"));
			board.terminate();
			board.awaitEnd();
			assertThat(board.count("line > 0")).isEqualTo(FlightFile.SIZE);
		}
	}

}
