package dev.concurrency.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.MimeType;

/**
 * The files of the console in the jar. They lie beside the classes, where no server of
 * static content finds them: whoever may not see the endpoint sees none. Immutable.
 */
final class ConsoleFiles {

	/** Where they are, for the class loader. */
	static final String LOCATION = "dev/concurrency/actuate/console/";

	static final String PAGE = "console.html";

	private static final Map<String, MimeType> TYPES = Map.of("html", text("html"), "css", text("css"), "js",
			text("javascript"), "svg", new MimeType("image", "svg+xml", StandardCharsets.UTF_8));

	private ConsoleFiles() {
	}

	static MimeType type(String name) {
		MimeType type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
		if (type == null) {
			throw new IllegalArgumentException("No type for " + name);
		}
		return type;
	}

	/**
	 * Reads a file.
	 * @param name a plain name, as it comes from a request
	 * @return its text, null if there is none of that name
	 */
	static @Nullable String read(String name) {
		// A name of the allowed form can leave the folder by no way.
		if (!name.matches("[a-z]+\\.(html|css|js|svg)")) {
			return null;
		}
		try (InputStream in = ConsoleFiles.class.getClassLoader().getResourceAsStream(LOCATION + name)) {
			return (in != null) ? new String(in.readAllBytes(), StandardCharsets.UTF_8) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static MimeType text(String subtype) {
		return new MimeType("text", subtype, StandardCharsets.UTF_8);
	}

}
