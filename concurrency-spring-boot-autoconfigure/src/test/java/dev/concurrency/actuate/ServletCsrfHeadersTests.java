package dev.concurrency.actuate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

class ServletCsrfHeadersTests {

	private final CsrfHeaders headers = new ServletCsrfHeaders();

	@AfterEach
	void forget() {
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void theTokenOfTheRequestIsTaken() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setAttribute(CsrfToken.class.getName(), new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "secret"));
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		assertThat(this.headers.current()).isEqualTo(new CsrfHeader("X-CSRF-TOKEN", "secret"));
	}

	@Test
	void withoutATokenOrARequestThereIsNone() {
		assertThat(this.headers.current()).isNull();
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
		assertThat(this.headers.current()).isNull();
	}

}
