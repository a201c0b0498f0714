{{ in_frame(63) }}
