{{ in_frame(34) }}
