package dev.concurrency.boundary;

import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: every change makes a new one, which shares with the
 * old one all but the nodes on the way from the root to the change. Looking up and
 * changing cost O(log n) steps, and as many new nodes; the old map stays as it was and
 * costs nothing to keep.
 * <p>
 * This is an AVL tree (Adelson-Velsky and Landis, 1962), changed by path copying: the
 * heights of two siblings differ by one at most, so none is higher than 1.45 log2(n + 2).
 * One tree serves for keys, which need no order, as well as for the queue, whose smallest
 * number is the next to start; a hash trie would do for the keys only, and what callers
 * choose as keys could make its hashes collide.
 * <p>
 * Thread-safe, as it is immutable.
 *
 * @param <K> the type of a key
 * @param <V> the type of a value
 */
final class Tree<K extends Comparable<? super K>, V> {

	private static final Tree<?, ?> EMPTY = new Tree<String, Object>(null, 0);

	private final @Nullable Node<K, V> root;

	private final int size;

	private Tree(@Nullable Node<K, V> root, int size) {
		this.root = root;
		this.size = size;
	}

	@SuppressWarnings("unchecked")
	static <K extends Comparable<? super K>, V> Tree<K, V> empty() {
		// It holds nothing of any type.
		return (Tree<K, V>) EMPTY;
	}

	int size() {
		return this.size;
	}

	@Nullable V get(K key) {
		Node<K, V> node = this.root;
		while (node != null) {
			int order = key.compareTo(node.key);
			if (order == 0) {
				return node.value;
			}
			node = (order < 0) ? node.left : node.right;
		}
		return null;
	}

	/** The smallest key, null if the tree is empty. */
	@Nullable K first() {
		Node<K, V> node = this.root;
		return (node != null) ? leftmost(node).key : null;
	}

	/** With another value for a key that may be there or not. */
	Tree<K, V> with(K key, V value) {
		return new Tree<>(with(this.root, key, value), (get(key) != null) ? this.size : this.size + 1);
	}

	private static <K extends Comparable<? super K>, V> Node<K, V> with(@Nullable Node<K, V> node, K key, V value) {
		if (node == null) {
			return new Node<>(key, value, null, null);
		}
		int order = key.compareTo(node.key);
		if (order == 0) {
			return new Node<>(key, value, node.left, node.right);
		}
		return (order < 0) ? balanced(node, with(node.left, key, value), node.right)
				: balanced(node, node.left, with(node.right, key, value));
	}

	/** Without a key that may be there or not. */
	Tree<K, V> without(K key) {
		return (get(key) != null) ? new Tree<>(without(this.root, key), this.size - 1) : this;
	}

	private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> without(@Nullable Node<K, V> node, K key) {
		if (node == null) {
			return null;
		}
		int order = key.compareTo(node.key);
		if (order < 0) {
			return balanced(node, without(node.left, key), node.right);
		}
		return (order > 0) ? balanced(node, node.left, without(node.right, key)) : joined(node.left, node.right);
	}

	/** One tree of two, all of whose keys are in order. */
	private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> joined(@Nullable Node<K, V> left,
			@Nullable Node<K, V> right) {
		if (left == null || right == null) {
			return (left != null) ? left : right;
		}
		Node<K, V> middle = leftmost(right);
		return balanced(middle, left, without(right, middle.key));
	}

	private static <K extends Comparable<? super K>, V> Node<K, V> leftmost(Node<K, V> start) {
		Node<K, V> node = start;
		while (node.left != null) {
			node = node.left;
		}
		return node;
	}

	/** A node over two trees whose heights differ by two at most. */
	private static <K extends Comparable<? super K>, V> Node<K, V> balanced(Node<K, V> top, @Nullable Node<K, V> left,
			@Nullable Node<K, V> right) {
		if (left != null && left.height > height(right) + 1) {
			Node<K, V> inner = left.right;
			if (inner == null || height(left.left) >= inner.height) {
				return over(left, left.left, over(top, inner, right));
			}
			return over(inner, over(left, left.left, inner.left), over(top, inner.right, right));
		}
		if (right != null && right.height > height(left) + 1) {
			Node<K, V> inner = right.left;
			if (inner == null || height(right.right) >= inner.height) {
				return over(right, over(top, left, inner), right.right);
			}
			return over(inner, over(top, left, inner.left), over(right, inner.right, right.right));
		}
		return over(top, left, right);
	}

	/** The same key and value with other children. */
	private static <K extends Comparable<? super K>, V> Node<K, V> over(Node<K, V> top, @Nullable Node<K, V> left,
			@Nullable Node<K, V> right) {
		return new Node<>(top.key, top.value, left, right);
	}

	private static int height(@Nullable Node<?, ?> node) {
		return (node != null) ? node.height : 0;
	}

	/** Visits everything in the order of the keys. */
	void forEach(BiConsumer<? super K, ? super V> visitor) {
		forEach(this.root, visitor);
	}

	private static <K extends Comparable<? super K>, V> void forEach(@Nullable Node<K, V> node,
			BiConsumer<? super K, ? super V> visitor) {
		if (node != null) {
			forEach(node.left, visitor);
			visitor.accept(node.key, node.value);
			forEach(node.right, visitor);
		}
	}

	/** For tests: the top of the tree. */
	@Nullable Node<K, V> root() {
		return this.root;
	}

	/** A key and what is below it. Immutable. */
	static final class Node<K extends Comparable<? super K>, V> {

		final K key;

		final V value;

		final @Nullable Node<K, V> left;

		final @Nullable Node<K, V> right;

		final int height;

		Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
			this.key = key;
			this.value = value;
			this.left = left;
			this.right = right;
			this.height = 1 + Math.max(height(left), height(right));
		}

	}

}
